using ImageGate.Core;
using ImageGate.Kubernetes;
using ImageGate.Kubernetes.Running;
using ImageGate.Server.Options;

namespace ImageGate.Server.Cluster;

/// <summary>The warm-up, where the settings want it.</summary>
internal static class WarmUpRegistration
{
    /// <summary>Adds it.</summary>
    public static void AddWarmUp(this IServiceCollection services, IConfiguration configuration)
    {
        if (!configuration.GetValue($"Kubernetes:{nameof(KubernetesOptions.WarmUp)}", false))
        {
            return;
        }

        services.AddSingleton(provider => new WarmUp(
            provider.GetRequiredService<ClusterConnection>().Client,
            provider.GetRequiredService<Gatekeeper>(),
            provider.GetRequiredService<PlacementReader>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<ReplicaWarmUp>();
    }
}
