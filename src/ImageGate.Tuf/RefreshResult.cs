namespace ImageGate.Tuf;

/// <summary>What a refresh came to, and what is known after it.</summary>
/// <param name="Repository">To go on from.</param>
public abstract record RefreshResult(FollowedRepository Repository)
{
    /// <summary>The trusted root is the newest, and good.</summary>
    public sealed record Refreshed(FollowedRepository Repository) : RefreshResult(Repository);

    /// <summary>The last good trusted root stays.</summary>
    /// <param name="Repository">With the metadata that was verified before the refusal.</param>
    /// <param name="Reason">One of few words: a <see cref="Sigstore.Tuf.TufFailure"/>, <see cref="Timeout"/> or <see cref="TrustedRootRefused"/>.</param>
    /// <param name="Detail">The same for people, one line.</param>
    public sealed record Failed(FollowedRepository Repository, string Reason, string Detail) : RefreshResult(Repository)
    {
        /// <summary>The whole refresh took longer than <see cref="Limits.RefreshTimeout"/>.</summary>
        public const string Timeout = nameof(Timeout);

        /// <summary>The repository's keys signed a file that is no trusted root, or one that the policies cannot work with.</summary>
        public const string TrustedRootRefused = nameof(TrustedRootRefused);
    }
}
