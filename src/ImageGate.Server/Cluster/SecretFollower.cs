using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Api.Watching;
using ImageGate.Server.Certificates;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Cluster;

/// <summary>
/// Shows the certificate that stands in the Secret, in every replica. What was shown stays while the API server cannot be
/// asked, and while the Secret is lost or damaged.
/// </summary>
internal sealed partial class SecretFollower : BackgroundService
{
    // A certificate that was not good yet is looked at again.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private readonly ServerCertificate _certificate;
    private readonly TimeProvider _time;
    private readonly ILogger<SecretFollower> _logger;
    private volatile CertificateState? _known;
    private ServingCertificate? _shown;
    private string? _problem;

    public SecretFollower(
        ClusterConnection cluster, IOptions<TlsOptions> options, ServerCertificate certificate, TimeProvider time, GateMetrics metrics, ILogger<SecretFollower> logger)
    {
        _certificate = certificate;
        _time = time;
        _logger = logger;
        Watcher = new Watcher<Secret>(cluster.Client, ApiResources.Secrets, new ApiSelection(cluster.Namespace, options.Value.SecretName), time);
        metrics.Observe("imagegate_cluster_contact_age_seconds", "Time since the API server last said anything about the Secret.", () => Watcher.ContactAge.TotalSeconds);
    }

    /// <summary>Follows the Secret.</summary>
    public Watcher<Secret> Watcher { get; }

    /// <summary>What the Secret last held that was good, or null.</summary>
    public CertificateState? Known => _known;

    /// <summary>How the Secret is followed; never a reason not to be ready.</summary>
    public ReadinessCheck Check() => new(
        "secret", true, Watcher.LastFailure is { } failure ? failure.Detail : _problem ?? (Watcher.HasSynced ? "followed" : "not read yet"));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken) =>
        await Task.WhenAll(Watcher.RunAsync(stoppingToken), FollowAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            WatchSnapshot<Secret> snapshot = Watcher.Snapshot;
            if (snapshot.Revision > 0)
            {
                Take(CertificateSecret.Read(snapshot.Objects.Values.SingleOrDefault()));
            }

            using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(Watcher.NewerAsync(snapshot, woken.Token), Task.Delay(LookAgain, _time, woken.Token));
            await woken.CancelAsync();
            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    private void Take(StoredCertificates stored)
    {
        string? problem = stored switch
        {
            StoredCertificates.Good good => Take(good.State),
            StoredCertificates.Damaged damaged => "it is damaged: " + damaged.Reason,
            _ => "it is missing or empty",
        };
        if (problem is not null && problem != _problem)
        {
            LogNotTaken(_logger, problem, _shown is null ? "there is no certificate yet" : "the certificate from before stays");
        }

        _problem = problem;
    }

    private string? Take(CertificateState state)
    {
        _known = state;
        if (state.Leaf == _shown)
        {
            return null;
        }

        // Another clock made it. What is good by ours stays until the new one is good too.
        DateTimeOffset now = _time.GetUtcNow();
        if (!state.Leaf.Validity.Contains(now) && _shown is not null && _shown.Validity.Contains(now))
        {
            return $"its certificate is not good at this time ({state.Leaf})";
        }

        _certificate.Show(state.Leaf.ToContext());
        _shown = state.Leaf;
        LogShown(_logger, state.Leaf);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "showing the Secret's {Certificate}")]
    private static partial void LogShown(ILogger logger, ServingCertificate certificate);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the Secret cannot be taken over, {Problem}; {Consequence}")]
    private static partial void LogNotTaken(ILogger logger, string problem, string consequence);
}
