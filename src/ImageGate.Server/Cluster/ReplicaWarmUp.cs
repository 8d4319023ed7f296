using System.Diagnostics;
using System.Diagnostics.Metrics;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Running;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server.Cluster;

/// <summary>Warms this replica up once, in the background, from when it is ready. Only where <c>Kubernetes:WarmUp</c>.</summary>
internal sealed partial class ReplicaWarmUp : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly WarmUp _warmUp;
    private readonly PolicyStore _policies;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplicaWarmUp> _logger;
    private long _admitted;
    private long _denied;
    private long _unavailable;
    private long _failed;

    public ReplicaWarmUp(WarmUp warmUp, PolicyStore policies, Readiness readiness, TimeProvider time, GateMetrics metrics, ILogger<ReplicaWarmUp> logger)
    {
        _warmUp = warmUp;
        _policies = policies;
        _readiness = readiness;
        _time = time;
        _logger = logger;
        metrics.ObserveTotals("imagegate_warm_up_images_total", "Images that ran already when this replica started and that it asked about, by result.", Measure);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await ReadyAsync(stoppingToken);
        long began = _time.GetTimestamp();
        switch (await _warmUp.RunAsync(() => _policies.Current!, Note, stoppingToken))
        {
            case WarmUpReport.Done done:
                LogDone(_logger, done.Images, done.Pods, _time.GetElapsedTime(began).TotalSeconds, _admitted, _denied, _unavailable, _failed);
                break;
            case WarmUpReport.Refused { Failure: ApiFailure.Forbidden forbidden }:
                LogForbidden(_logger, forbidden.Detail);
                break;
            case WarmUpReport.Refused refused:
                LogNotListed(_logger, refused.Failure.Detail);
                break;
            default:
                throw new UnreachableException();
        }
    }

    // Policies, keys and certificate first: whoever waits for those must not wait for this.
    private async Task ReadyAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookAgain, _time);
        while (!_readiness.Check().All(check => check.Passed))
        {
            await timer.WaitForNextTickAsync(stoppingToken);
        }
    }

    private void Note(ImageVerdict? verdict)
    {
        ref long count = ref _failed;
        switch (verdict)
        {
            case ImageVerdict.Admitted or ImageVerdict.AdmittedUnverified:
                count = ref _admitted;
                break;
            case ImageVerdict.Denied:
                count = ref _denied;
                break;
            case ImageVerdict.Unavailable:
                count = ref _unavailable;
                break;
            case null:
                break;
            default:
                throw new UnreachableException();
        }

        Interlocked.Increment(ref count);
    }

    private IEnumerable<Measurement<double>> Measure()
    {
        yield return Of("admitted", ref _admitted);
        yield return Of("denied", ref _denied);
        yield return Of("unavailable", ref _unavailable);
        yield return Of("failed", ref _failed);
    }

    private static Measurement<double> Of(string result, ref long count) => new(Interlocked.Read(ref count), new KeyValuePair<string, object?>("result", result));

    [LoggerMessage(Level = LogLevel.Information, Message = "warm-up: asked about {Images} images of {Pods} Pods in {Seconds:F1} s: {Admitted} admitted, {Denied} denied, {Unavailable} unavailable, {Failed} failed")]
    private static partial void LogDone(ILogger logger, int images, int pods, double seconds, long admitted, long denied, long unavailable, long failed);

    [LoggerMessage(Level = LogLevel.Information, Message = "no warm-up: the role does not allow it to list Pods, docs/rbac.md has what is needed: {Detail}")]
    private static partial void LogForbidden(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "no warm-up: {Detail}")]
    private static partial void LogNotListed(ILogger logger, string detail);
}
