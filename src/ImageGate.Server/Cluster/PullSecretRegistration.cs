using ImageGate.Kubernetes.PullSecrets;
using ImageGate.Server.Options;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Cluster;

/// <summary>Pull secrets, where the settings want them.</summary>
internal static class PullSecretRegistration
{
    /// <summary>The reader for admission, or null: pull secrets are not read.</summary>
    public static PullSecretReader? PullSecrets(this IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<KubernetesOptions>>().Value.PullSecrets
            ? new PullSecretReader(provider.GetRequiredService<ClusterConnection>().Client, provider.GetRequiredService<TimeProvider>())
            : null;
}
