using ImageGate.Kubernetes.Namespaces;
using ImageGate.Server.Options;

namespace ImageGate.Server.Cluster;

/// <summary>Labels of namespaces, where the settings want them.</summary>
internal static class NamespaceLabelRegistration
{
    /// <summary>The reader for admission, and what keeps it up to date.</summary>
    public static void AddNamespaceLabels(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetValue($"Kubernetes:{nameof(KubernetesOptions.NamespaceLabels)}", false))
        {
            return;
        }

        services.AddSingleton(provider => new NamespaceLabelReader(
            provider.GetRequiredService<ClusterConnection>().Client, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NamespaceFollower>();
        services.AddHostedService(provider => provider.GetRequiredService<NamespaceFollower>());
    }
}
