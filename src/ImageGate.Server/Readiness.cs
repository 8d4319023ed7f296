using ImageGate.Server.Alerts;
using ImageGate.Server.Certificates;
using ImageGate.Server.Cluster;
using ImageGate.Server.Keys;
using ImageGate.Server.Options;
using ImageGate.Server.TrustRoots;
using Microsoft.Extensions.Options;

namespace ImageGate.Server;

/// <summary>One thing that must be there before the cluster may send requests.</summary>
internal sealed record ReadinessCheck(string Name, bool Passed, string Detail);

/// <summary>Whether the cluster may send requests: a policy set, a certificate, and not about to stop.</summary>
internal sealed class Readiness(
    PolicyStore policies, TrustRootStore trustRoots, KeyStore keys, AlertStore alerts, ServerCertificate certificate, IOptions<ServerOptions> options, TimeProvider time,
    SelfManagedCertificate? selfManaged = null, NamespaceFollower? namespaces = null)
    : IHostedLifecycleService
{
    private volatile bool _stopping;

    /// <summary>Whether the server was told to stop.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Every check, passed or not.</summary>
    public IReadOnlyList<ReadinessCheck> Check() =>
    [
        policies.Check(),
        trustRoots.Check(),
        keys.Check(),
        .. alerts.Check(),
        certificate.Check(),
        .. selfManaged?.Check() ?? [],
        .. namespaces is null ? Array.Empty<ReadinessCheck>() : [namespaces.Check()],
        _stopping ? new("running", false, "the server is stopping") : new("running", true, "yes"),
    ];

    /// <summary>
    /// Before anything stops: says that we are not ready, and gives the cluster time to notice. Requests are answered
    /// until then, and those under way are finished after.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        await Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), time, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
