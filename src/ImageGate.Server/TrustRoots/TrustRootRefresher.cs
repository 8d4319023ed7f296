using System.Diagnostics;
using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Options;
using ImageGate.Server.Refreshing;
using ImageGate.Server.Telemetry;
using ImageGate.Tuf;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.TrustRoots;

/// <summary>
/// Refreshes the TUF repositories that the policies in force name: at once when they are new, then on schedule. What is new
/// reaches the policies by their ordinary poll, so no request ever waits for a mirror.
/// </summary>
internal sealed partial class TrustRootRefresher(
    TrustRootStore store, IOptions<TrustRootOptions> options, TimeProvider time, GateMetrics metrics, ILogger<TrustRootRefresher> logger) : BackgroundService
{
    private static readonly string UserAgent = $"imagegate/{typeof(TrustRootRefresher).Assembly.GetName().Version?.ToString(3)}";

    private readonly RefreshSchedule _schedule = new(TimeSpan.FromHours(options.Value.RefreshHours), TimeSpan.FromMinutes(1), Random.Shared.NextDouble);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Refresh)
        {
            LogOff(logger);
            return;
        }

        while (true)
        {
            Task changed = store.Changed;                              // before looking: what changes meanwhile is not missed
            IReadOnlyList<TrackedRepository> repositories = store.Repositories();
            TrackedRepository[] due = [.. repositories.Where(known => known.NextRefresh <= time.GetUtcNow())];
            await Task.WhenAll(due.Select(known => RefreshAsync(known, stoppingToken)));
            if (due.Length == 0)
            {
                await RefreshWait.UntilDueAsync([.. repositories.Select(known => known.NextRefresh)], changed, time, stoppingToken);
            }
        }
    }

    private async Task RefreshAsync(TrackedRepository known, CancellationToken stoppingToken)
    {
        FollowedTrustRoot[] users = [.. store.InForce.Where(followed => followed.Seed.Id == known.Repository.Seed.Id)];
        using var mirror = new HttpTufMirror(known.Repository.Seed, UserAgent);
        RefreshResult result = await known.Repository.RefreshAsync(
            mirror, root => users.Select(user => user.FindProblem(root)).FirstOrDefault(problem => problem is not null), time, stoppingToken);
        switch (result)
        {
            case RefreshResult.Refreshed refreshed:
                Note(known, refreshed.Repository, users, null);
                LogRefreshed(
                    logger, Names(users), known.Repository.Seed.Mirror, refreshed.Repository.Root?.Version, refreshed.Repository.TrustedRoot?.Revision.ToString(),
                    refreshed.Repository.TrustedRoot?.Revision == known.Repository.TrustedRoot?.Revision ? "unchanged" : "new");
                break;
            case RefreshResult.Failed failed:
                TrackedRepository next = Note(known, failed.Repository, users, failed.Reason);
                LogFailed(
                    logger, Names(users), known.Repository.Seed.Mirror, failed.Reason, failed.Detail,
                    failed.Repository.TrustedRoot is null ? "there is none yet" : "the last good one stays", next.NextRefresh);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private TrackedRepository Note(TrackedRepository known, FollowedRepository repository, FollowedTrustRoot[] users, string? failure)
    {
        int failures = failure is null ? 0 : known.Failures + 1;
        var next = new TrackedRepository(repository, time.GetUtcNow() + _schedule.After(failures), failures, failure);
        store.Record(next);
        foreach (FollowedTrustRoot user in users)
        {
            metrics.Refreshed(user.Name, failure ?? "none");
        }

        return next;
    }

    private static string Names(FollowedTrustRoot[] users) => string.Join(", ", users.Select(user => user.Name));

    [LoggerMessage(Level = LogLevel.Information, Message = "trust roots are not refreshed (TrustRoots:Refresh is false): no mirror is asked")]
    private static partial void LogOff(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "trust root {TrustRoots} refreshed from {Mirror}: root version {RootVersion}, {Change} trusted root {TrustedRoot}")]
    private static partial void LogRefreshed(ILogger logger, string trustRoots, Uri mirror, long? rootVersion, string? trustedRoot, string change);

    [LoggerMessage(Level = LogLevel.Warning, Message = "trust root {TrustRoots} was not refreshed from {Mirror}: {Reason}: {Detail}; {Consequence}; the next try is at {NextRefresh:O}")]
    private static partial void LogFailed(ILogger logger, string trustRoots, Uri mirror, string reason, string detail, string consequence, DateTimeOffset nextRefresh);
}
