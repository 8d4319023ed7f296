using System.Diagnostics;
using ImageGate.Cloud;
using ImageGate.Kms;
using ImageGate.Server.Options;
using ImageGate.Server.Refreshing;
using ImageGate.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Keys;

/// <summary>
/// Asks for the keys in a KMS that the policies in force name: at once when they are new, then on schedule. No request ever
/// waits for a KMS.
/// </summary>
internal sealed partial class KmsKeyRefresher(
    KmsKeys keys, KmsClient client, PolicyStore policies, IOptions<KmsOptions> options, TimeProvider time, GateMetrics metrics, PhaseClock clock, ILogger<KmsKeyRefresher> logger) : BackgroundService
{
    private const int MostAtOnce = 8;

    // Soon: GKE's metadata server is not there for some seconds after a pod's start.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);

    private readonly RefreshSchedule _schedule = new(TimeSpan.FromSeconds(options.Value.RefreshSeconds), FirstRetry, Random.Shared.NextDouble);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            Task changed = keys.Changed;                               // before looking: what changes meanwhile is not missed
            IReadOnlyList<TrackedKey> inForce = keys.InForce();
            TrackedKey[] due = [.. inForce.Where(known => known.NextRefresh <= time.GetUtcNow())];
            if (due.Length == 0)
            {
                await RefreshWait.UntilDueAsync([.. inForce.Select(known => known.NextRefresh)], changed, time, stoppingToken);
                continue;
            }

            var bounded = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = stoppingToken };
            await Parallel.ForEachAsync(due, bounded, async (known, cancellationToken) => await RefreshAsync(known, cancellationToken));

            // Not by the policies' own poll: a key that is no longer trusted ends at once, and a replica that starts has it before it is ready.
            policies.Refresh();
        }
    }

    private async Task RefreshAsync(TrackedKey known, CancellationToken cancellationToken)
    {
        KmsAnswer answer = await FetchAsync(known, cancellationToken);
        TrackedKey next = After(known, answer);
        string key = known.Key.ToString();
        switch (answer)
        {
            case KmsAnswer.Found found:
                metrics.KmsRefreshed(key, "found", "none");
                if (known.Known is KmsAnswer.Found before && before != found)
                {
                    LogReplaced(logger, key);
                }

                break;
            case KmsAnswer.Refused:
                metrics.KmsRefreshed(key, "refused", "none");
                break;
            case KmsAnswer.Unavailable unavailable:
                metrics.KmsRefreshed(key, "failed", unavailable.Fault.ToString());
                LogFailed(logger, key, unavailable.Fault, unavailable.Detail, next.Known is KmsAnswer.Found ? "the key that was last seen stays" : "there is none", next.NextRefresh);
                break;
            default:
                throw new UnreachableException();
        }

        keys.Record(next);
    }

    private async Task<KmsAnswer> FetchAsync(TrackedKey known, CancellationToken cancellationToken)
    {
        using IDisposable measured = clock.Begin(Phase.Key);
        return await client.FetchAsync(known.Key, cancellationToken);
    }

    private TrackedKey After(TrackedKey known, KmsAnswer answer)
    {
        DateTimeOffset now = time.GetUtcNow();
        int failures = answer is KmsAnswer.Found ? 0 : known.Failures + 1;
        DateTimeOffset next = now + _schedule.After(failures);
        return answer is KmsAnswer.Unavailable unavailable
            ? known with { NextRefresh = next, Failures = failures, LastFault = unavailable.Fault }
            : new TrackedKey(known.Key, answer, now, next, failures, null);
    }

    // That a key came or is not trusted any more, the store says.
    [LoggerMessage(Level = LogLevel.Information, Message = "key {Key} is another one now")]
    private static partial void LogReplaced(ILogger logger, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "key {Key} was not refreshed: {Fault}: {Detail}; {Consequence}; the next try is at {NextRefresh:O}")]
    private static partial void LogFailed(ILogger logger, string key, CloudFault fault, string detail, string consequence, DateTimeOffset nextRefresh);
}
