using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>What is written to disk of one repository: files as they were received, and when.</summary>
/// <param name="RefreshedAt">When the last refresh succeeded.</param>
/// <param name="Roots">The roots that followed the seed's, in order.</param>
/// <param name="GoodRoots">How many of them that refresh knew.</param>
/// <param name="Good">Its files.</param>
/// <param name="TrustedRoot">Its trusted root.</param>
/// <param name="Newest">What refreshes that failed later learned besides.</param>
internal sealed record StoredRepository(
    DateTimeOffset RefreshedAt, IReadOnlyList<byte[]> Roots, int GoodRoots, StoredMetadata Good, byte[] TrustedRoot, StoredMetadata Newest)
{
    /// <summary>Null when no refresh has succeeded: there is nothing to remember.</summary>
    public static StoredRepository? Of(FollowedRepository repository) =>
        repository is { Good: { } good, RefreshedAt: { } refreshedAt }
            ? new StoredRepository(
                refreshedAt,
                [.. repository.Roots.Select(root => root.ToArray())],
                good.Roots,
                StoredMetadata.Of(good.Result.State),
                good.Result.Target.ToArray(),
                StoredMetadata.Of(repository.Newest))
            : null;

    /// <summary>Adds the newest metadata, which is verified again whenever it is used.</summary>
    public TufState OverlayNewest(TufState state) => state with
    {
        Timestamp = Newest.Timestamp ?? state.Timestamp,
        Snapshot = Newest.Snapshot ?? state.Snapshot,
        Targets = Newest.Targets ?? state.Targets,
    };
}
