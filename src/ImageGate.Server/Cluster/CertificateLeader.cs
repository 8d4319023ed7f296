using System.Diagnostics;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Leases;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Server.Certificates;
using ImageGate.Server.Options;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Cluster;

/// <summary>
/// Stands for election and, as the leader, keeps the Secret and the <c>caBundle</c> of the configurations right: at every
/// change of them, and from time to time. Each step reads them anew, so it depends on nothing that this process saw before.
/// </summary>
internal sealed partial class CertificateLeader : BackgroundService
{
    private const string LeaseName = "imagegate-leader";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    // Somebody who writes another bundle again and again must not make us as busy.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ClusterConnection _cluster;
    private readonly TlsOptions _options;
    private readonly ServingNames _names;
    private readonly SecretFollower _secret;
    private readonly KeptConfigurations _configurations;
    private readonly TimeProvider _time;
    private readonly ILogger<CertificateLeader> _logger;
    private readonly LeaderElection _election;
    private CertificateState? _remembered;
    private string? _trusted;
    private long _trustedSince;
    private volatile string? _problem;

    public CertificateLeader(
        ClusterConnection cluster, IOptions<TlsOptions> options, SecretFollower secret, KeptConfigurations configurations, TimeProvider time, GateMetrics metrics, ILogger<CertificateLeader> logger)
    {
        _cluster = cluster;
        _options = options.Value;
        _names = ServingNames.Of(_options.ServiceName!, cluster.Namespace, _options.ExtraNames);
        _secret = secret;
        _configurations = configurations;
        _time = time;
        _logger = logger;
        _election = new LeaderElection(cluster.Client, new LeaseName(cluster.Namespace, LeaseName, $"{Environment.MachineName}_{Guid.NewGuid():N}"), time);
        metrics.Observe("imagegate_cluster_leader", "1 when this replica leads.", () => _election.IsLeader ? 1 : 0);
    }

    /// <summary>Who leads and what hinders; never a reason not to be ready.</summary>
    public ReadinessCheck Check() => new("leader", true, _election switch
    {
        { IsLeader: true } => "this replica" + (_problem is { } problem ? "; " + problem : ""),
        { LastFailure: { } failure } => failure.Detail,
        { Holder: { Length: > 0 } holder } => holder,
        _ => "nobody yet",
    });

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_election.RunAsync(stoppingToken), WorkAsync(stoppingToken));

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await _election.WaitUntilAsync(true, stoppingToken);
            LogLeading(_logger);
            (_trusted, _problem, _remembered) = (null, null, null);
            while (_election.IsLeader)
            {
                using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                Task changed = ChangedAsync(woken.Token);              // before looking: what changes meanwhile is not missed
                TimeSpan wait = await StepAsync(stoppingToken);
                await Task.Delay(Pause, _time, stoppingToken);
                await Task.WhenAny(changed, Task.Delay(wait, _time, woken.Token));
                await woken.CancelAsync();
                stoppingToken.ThrowIfCancellationRequested();
            }

            LogNotLeading(_logger);
        }
    }

    private Task ChangedAsync(CancellationToken cancellationToken) => Task.WhenAny(
    [
        _secret.Watcher.NewerAsync(_secret.Watcher.Snapshot, cancellationToken),
        .. _configurations.All.Select(one => one.Watcher.NewerAsync(one.Watcher.Snapshot, cancellationToken)),
        _election.WaitUntilAsync(false, cancellationToken),
    ]);

    /// <summary>One look at everything.</summary>
    /// <returns>How long until the next one, when nothing changes.</returns>
    private async Task<TimeSpan> StepAsync(CancellationToken cancellationToken)
    {
        ApiFailure? failure = await KeepSecretAsync(cancellationToken);
        if (failure is null)
        {
            failure = await KeepBundlesAsync(_remembered!, cancellationToken);
        }

        Note(failure);
        return failure is not null ? Retry
            : _remembered!.Next is null ? Period
            : Earlier(Period, TimeSpan.FromSeconds(_options.SettleSeconds) - _time.GetElapsedTime(_trustedSince));
    }

    private async Task<ApiFailure?> KeepSecretAsync(CancellationToken cancellationToken)
    {
        Secret? secret;
        switch (await _cluster.Client.GetAsync(ApiResources.Secrets, _cluster.Namespace, _options.SecretName!, cancellationToken))
        {
            case ApiResult<Secret>.Found found:
                secret = found.Value;
                break;
            case ApiResult<Secret>.Failed { Failure: ApiFailure.NotFound }:
                secret = null;
                break;
            case ApiResult<Secret>.Failed failed:
                return failed.Failure;
            default:
                throw new UnreachableException();
        }

        StoredCertificates stored = CertificateSecret.Read(secret);
        CertificateState next = CertificateRotation.Next(stored, _remembered ?? _secret.Known, _names, _time.GetUtcNow(), IsSettled(stored));
        if (stored is StoredCertificates.Good { State: var state } && next == state)
        {
            _remembered = state;
            return null;
        }

        return await WriteAsync(secret, stored, next, cancellationToken);
    }

    private async Task<ApiFailure?> WriteAsync(Secret? secret, StoredCertificates stored, CertificateState next, CancellationToken cancellationToken)
    {
        var written = new Secret
        {
            Metadata = new ObjectMetadata { Namespace = _cluster.Namespace, Name = _options.SecretName!, ResourceVersion = secret?.Metadata.ResourceVersion },
            Type = secret is null ? "Opaque" : null,
            Data = CertificateSecret.Write(next),
        };
        ApiResult<Secret> result = secret is null
            ? await _cluster.Client.CreateAsync(ApiResources.Secrets, written, cancellationToken)
            : await _cluster.Client.UpdateAsync(ApiResources.Secrets, written, cancellationToken);
        if (result is ApiResult<Secret>.Failed failed)
        {
            return failed.Failure;
        }

        LogWritten(_logger, _options.SecretName!, stored is StoredCertificates.Damaged damaged ? "was damaged: " + damaged.Reason : stored is StoredCertificates.Absent ? "was missing or empty" : "was due", next);
        _remembered = next;
        return null;
    }

    private async Task<ApiFailure?> KeepBundlesAsync(CertificateState state, CancellationToken cancellationToken)
    {
        ApiFailure? failure = null;
        string bundle = state.CaBundle;
        foreach (KeptConfiguration configuration in _configurations.All)
        {
            KeptResult result = await configuration.KeepAsync(bundle, cancellationToken);
            failure = result is KeptResult.Failed failed ? failed.Failure : failure;
            if (result is KeptResult.Written)
            {
                _trusted = null;                                       // an API server may have read what stood there before
                LogBundleWritten(_logger, configuration.Kind, configuration.Name);
            }
        }

        if (failure is not null)
        {
            _trusted = null;
        }
        else if (_trusted != bundle)
        {
            (_trusted, _trustedSince) = (bundle, _time.GetTimestamp());
        }

        return failure;
    }

    // By our own clock's differences, from when we last saw it right: another leader's wait does not count.
    private bool IsSettled(StoredCertificates stored) =>
        stored is StoredCertificates.Good { State: var state } && _trusted == state.CaBundle
        && _time.GetElapsedTime(_trustedSince) >= TimeSpan.FromSeconds(_options.SettleSeconds);

    private void Note(ApiFailure? failure)
    {
        // Somebody was faster: the next step reads what they wrote.
        string? problem = failure is null or ApiFailure.Conflict ? null : failure.Detail;
        if (problem is not null && problem != _problem)
        {
            LogFailed(_logger, problem, failure is ApiFailure.Forbidden ? "the role does not allow it, docs/rbac.md has what is needed" : "it is tried again");
        }

        _problem = problem;
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => other < TimeSpan.Zero ? TimeSpan.Zero : other < one ? other : one;

    [LoggerMessage(Level = LogLevel.Information, Message = "this replica leads: it keeps the Secret and the webhook configurations")]
    private static partial void LogLeading(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "this replica does not lead any more")]
    private static partial void LogNotLeading(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Secret {Secret} {Why}; written: {State}")]
    private static partial void LogWritten(ILogger logger, string secret, string why, CertificateState state);

    [LoggerMessage(Level = LogLevel.Information, Message = "caBundle of the {Kind} webhook configuration {Name} was another one, and was written")]
    private static partial void LogBundleWritten(ILogger logger, string kind, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "the leader's work failed: {Problem}; {Consequence}")]
    private static partial void LogFailed(ILogger logger, string problem, string consequence);
}
