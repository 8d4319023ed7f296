using ImageGate.Kubernetes.Api;
using ImageGate.Server.Options;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Cluster;

/// <summary>The API server for those who can do without.</summary>
internal static class ClusterServices
{
    /// <summary>The client, or null: the settings want no API server to be asked.</summary>
    public static ApiClient? ApiClient(this IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<KubernetesOptions>>().Value.Enabled ? provider.GetRequiredService<ClusterConnection>().Client : null;
}
