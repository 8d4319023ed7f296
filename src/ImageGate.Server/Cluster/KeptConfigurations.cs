using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Cluster;

/// <summary>The webhook configurations, followed in every replica so that each can say how they are.</summary>
internal sealed class KeptConfigurations : BackgroundService
{
    private readonly SecretFollower _secret;

    public KeptConfigurations(ClusterConnection cluster, IOptions<WebhookOptions> options, SecretFollower secret, TimeProvider time, GateMetrics metrics)
    {
        _secret = secret;
        All =
        [
            .. Of("mutating", options.Value.MutatingConfiguration, ApiResources.MutatingWebhooks),
            .. Of("validating", options.Value.ValidatingConfiguration, ApiResources.ValidatingWebhooks),
        ];
        metrics.ObserveEach(
            "imagegate_cluster_ca_bundle_ok",
            "1 when the webhook configuration is there and trusts exactly the authorities that it should.",
            "configuration",
            () => All.Select(one => KeyValuePair.Create(one.Kind, one.Has(_secret.Known?.CaBundle) ? 1.0 : 0)));

        IEnumerable<KeptConfiguration> Of(string kind, string? name, ApiResource<WebhookConfiguration> resource) =>
            string.IsNullOrEmpty(name) ? [] : [new KeptConfiguration(kind, name, resource, cluster, time)];
    }

    /// <summary>One or both.</summary>
    public IReadOnlyList<KeptConfiguration> All { get; }

    /// <summary>
    /// How they are; never a reason not to be ready. The configurations may come after the Pods are ready, and a replica that
    /// is taken out of the Service because of them would only make a wrong caBundle worse.
    /// </summary>
    public IEnumerable<ReadinessCheck> Check() =>
        All.Select(one => new ReadinessCheck($"{one.Kind} webhook configuration {one.Name}", true, one.Describe(_secret.Known?.CaBundle)));

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(All.Select(one => one.Watcher.RunAsync(stoppingToken)));
}
