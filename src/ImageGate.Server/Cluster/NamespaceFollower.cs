using ImageGate.Kubernetes.Namespaces;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server.Cluster;

/// <summary>Follows the labels of namespaces as long as the server runs. Only where <c>Kubernetes:NamespaceLabels</c>.</summary>
internal sealed class NamespaceFollower : BackgroundService
{
    private readonly NamespaceLabelReader _namespaces;

    public NamespaceFollower(NamespaceLabelReader namespaces, GateMetrics metrics)
    {
        _namespaces = namespaces;
        metrics.Observe("imagegate_namespace_labels_current", "1 when the labels of all namespaces are known; 0 when each request has to ask for them.", () => namespaces.IsCurrent ? 1 : 0);
    }

    /// <summary>How the namespaces are followed; never a reason not to be ready: what is not in memory is asked for.</summary>
    public ReadinessCheck Check() => new("namespaces", true, (_namespaces.IsCurrent, _namespaces.LastFailure) switch
    {
        (true, null) => $"{_namespaces.Count} followed",
        (true, { } failure) => $"{_namespaces.Count} known, not followed just now: {failure.Detail}",
        (false, { } failure) => $"labels are not known: {failure.Detail}",
        (false, null) => "not read yet",
    });

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _namespaces.RunAsync(stoppingToken);
}
