using ImageGate.Core.Policies;

namespace ImageGate.Kubernetes.Policies;

/// <summary>What became of loading policies: all of them or none.</summary>
/// <param name="ContentHash">
/// The sha256 in hex of everything that was read, also of the files that policies name and of what was known of what
/// they rely on elsewhere: two loads with one hash have one result.
/// </param>
public abstract record PolicyLoad(string ContentHash)
{
    /// <summary>Everything was right.</summary>
    /// <param name="Set">The policies; its revision is the first 12 digits of the hash.</param>
    /// <param name="Followed">The trust roots of TUF repositories that signers of the set use.</param>
    /// <param name="Keys">The keys that signers of the set use and that are kept elsewhere.</param>
    /// <param name="ContentHash">See <see cref="PolicyLoad"/>.</param>
    public sealed record Loaded(PolicySet Set, IReadOnlyList<FollowedTrustRoot> Followed, IReadOnlyList<FollowedKey> Keys, string ContentHash) : PolicyLoad(ContentHash);

    /// <summary>Something was wrong.</summary>
    /// <param name="Errors">All that was found, in the order of files and lines; never empty.</param>
    /// <param name="ContentHash">See <see cref="PolicyLoad"/>.</param>
    public sealed record Rejected(IReadOnlyList<LoadError> Errors, string ContentHash) : PolicyLoad(ContentHash);
}
