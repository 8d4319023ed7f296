using System.Diagnostics;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Server.Options;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Cluster;

/// <summary>The API server as one that is asked, and our own namespace. Only where <c>Kubernetes:Enabled</c>.</summary>
internal sealed class ClusterConnection : IDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);
    private static readonly string UserAgent = $"imagegate/{typeof(ClusterConnection).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Reads where the API server is; nothing is asked yet.</summary>
    /// <exception cref="OptionsValidationException">It is not said where it is, or the kubeconfig or the Pod's account cannot be used.</exception>
    public ClusterConnection(IOptions<KubernetesOptions> options, TimeProvider time)
    {
        ApiConfiguration configuration = Load(options.Value);
        Namespace = string.IsNullOrEmpty(options.Value.Namespace) ? configuration.Namespace : options.Value.Namespace;
        Client = new ApiClient(configuration, new ApiClientSettings(CallTimeout, UserAgent, time));
    }

    /// <summary>Asks.</summary>
    public ApiClient Client { get; }

    /// <summary>ImageGate's own namespace.</summary>
    public string Namespace { get; }

    public void Dispose() => Client.Dispose();

    private static ApiConfiguration Load(KubernetesOptions options)
    {
        ApiConfigurationLoad load = string.IsNullOrEmpty(options.Kubeconfig)
            ? InClusterConfiguration.Load(Environment.GetEnvironmentVariable, InClusterConfiguration.DefaultFolder)
            : Kubeconfig.Load(options.Kubeconfig, null);
        return load switch
        {
            ApiConfigurationLoad.Loaded loaded => loaded.Configuration,
            ApiConfigurationLoad.Rejected rejected => throw new OptionsValidationException(
                "Kubernetes", typeof(KubernetesOptions), rejected.Errors.Select(error => "Kubernetes: " + error)),
            _ => throw new UnreachableException(),
        };
    }
}
