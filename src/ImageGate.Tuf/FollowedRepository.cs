using System.Collections.Immutable;
using System.Diagnostics;
using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>A TUF repository as far as it was followed. Never changed: each refresh gives the next one.</summary>
public sealed record FollowedRepository
{
    private FollowedRepository(TufSeed seed, TufState newest)
    {
        Seed = seed;
        Newest = newest;
        Root = TufRoot.TryRead(newest.Root, out TufRoot? root, out _) ? root : null;
    }

    /// <summary>What it started from.</summary>
    public TufSeed Seed { get; }

    /// <summary>The newest root metadata; null when the seed's is unusable, and then no refresh succeeds.</summary>
    public TufRoot? Root { get; private init; }

    /// <summary>The last good trusted root, or null: there is none yet.</summary>
    public TrustedRoot? TrustedRoot { get; private init; }

    /// <summary>When the last refresh succeeded, or null: never.</summary>
    public DateTimeOffset? RefreshedAt { get; private init; }

    /// <summary>All metadata that was verified, also by refreshes that failed later on.</summary>
    internal TufState Newest { get; private init; }

    /// <summary>The roots that followed the seed's, in order, up to that of <see cref="Newest"/>.</summary>
    internal ImmutableArray<ReadOnlyMemory<byte>> Roots { get; private init; } = [];

    /// <summary>What the last refresh that succeeded left, or null: none did.</summary>
    internal GoodRefresh? Good { get; private init; }

    /// <summary>Nothing but the seed.</summary>
    public static FollowedRepository Start(TufSeed seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        return new FollowedRepository(seed, seed.State)
        {
            TrustedRoot = seed.TrustedRoot is { } bytes && TrustedRoot.TryParse(bytes, out TrustedRoot? root, out _) ? root : null,
        };
    }

    /// <summary>Looks for something newer.</summary>
    /// <param name="mirror">Where to read from.</param>
    /// <param name="problem">Why a new trusted root cannot be worked with, for people, or null.</param>
    /// <param name="time">The clock: of expiries, and of the deadline (<see cref="Limits.RefreshTimeout"/>).</param>
    /// <param name="cancellationToken">Ends the refresh at once, with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>What it came to; a mirror that fails, lies or takes too long is no exception.</returns>
    public async Task<RefreshResult> RefreshAsync(ITufMirror mirror, Func<TrustedRoot, string?> problem, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mirror);
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(time);
        DateTimeOffset now = time.GetUtcNow();
        using var timeout = new CancellationTokenSource(Limits.RefreshTimeout, time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await RefreshAsync(new RootRecorder(mirror), problem, now, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new RefreshResult.Failed(this, RefreshResult.Failed.Timeout, $"the mirror took longer than {Limits.RefreshTimeout.TotalSeconds} seconds");
        }
    }

    /// <summary>What was known before a restart. Nothing of it is believed: it is followed from the seed, as a mirror is.</summary>
    /// <returns>Null when the seed does not lead to it.</returns>
    internal static FollowedRepository? Restore(TufSeed seed, StoredRepository stored)
    {
        // The mirror answers at once, so the refreshes end at once.
        var before = new StoredMirror(seed, stored, stored.GoodRoots);
        FollowedRepository start = Start(seed);
        if (start.RefreshAsync(new RootRecorder(before), _ => null, stored.RefreshedAt, CancellationToken.None).GetAwaiter().GetResult()
            is not RefreshResult.Refreshed { Repository: var good })
        {
            return null;
        }

        // Refreshes that failed later may have learned of newer roots and metadata. To forget them would let a mirror show
        // older ones again.
        StoredMirror later = before.WithRootsAlone();
        RefreshResult newest = good.RefreshAsync(new RootRecorder(later), _ => null, stored.RefreshedAt, CancellationToken.None).GetAwaiter().GetResult();
        return newest.Repository with { Newest = stored.OverlayNewest(newest.Repository.Newest) };
    }

    private async Task<RefreshResult> RefreshAsync(
        RootRecorder mirror, Func<TrustedRoot, string?> problem, DateTimeOffset now, CancellationToken cancellationToken) =>
        await TufClient.RefreshAsync(Newest, mirror, Seed.Target, now, cancellationToken) switch
        {
            TufResult.Updated updated => Accept(With(updated.State, mirror), updated, problem, now),
            TufResult.Failed failed => new RefreshResult.Failed(With(failed.State, mirror), failed.Failure.ToString(), failed.Detail),
            _ => throw new UnreachableException(),
        };

    private FollowedRepository With(TufState newest, RootRecorder mirror) => new(Seed, newest)
    {
        TrustedRoot = TrustedRoot,
        RefreshedAt = RefreshedAt,
        Good = Good,
        Roots = [.. Roots, .. mirror.UpTo(newest.Root)],
    };

    private static RefreshResult Accept(FollowedRepository next, TufResult.Updated updated, Func<TrustedRoot, string?> problem, DateTimeOffset now)
    {
        string? why = TrustedRoot.TryParse(updated.Target, out TrustedRoot? root, out string? error) ? problem(root) : error;
        return why is not null
            ? new RefreshResult.Failed(next, RefreshResult.Failed.TrustedRootRefused, $"the repository's trusted root is refused: {why.ReplaceLineEndings(" ")}")
            : new RefreshResult.Refreshed(next with { TrustedRoot = root, RefreshedAt = now, Good = new GoodRefresh(next.Roots.Length, updated) });
    }
}
