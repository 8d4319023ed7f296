namespace ImageGate.Core.Caching;

/// <summary>How long answers about a digest count, and how many are kept.</summary>
/// <param name="Passed">How long a yes counts before it is asked again. So long a signature that was removed still counts. Zero: not at all.</param>
/// <param name="Failed">How long a no counts. So long an image that is signed meanwhile stays denied. Zero: not at all.</param>
/// <param name="Tag">How long a tag names the digest that it named; so long a moved tag is not noticed. Zero, the default: every request asks.</param>
/// <param name="MaxEntries">Most answers, one for each policy and digest.</param>
/// <param name="MaxBytes">Most bytes of all answers together, estimated.</param>
public sealed record VerdictCacheSettings(TimeSpan Passed, TimeSpan Failed, TimeSpan Tag, int MaxEntries, long MaxBytes)
{
    /// <summary>10 minutes, 10 seconds, no tags; 20,000 answers in 32 MiB.</summary>
    public static VerdictCacheSettings Default { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), TimeSpan.Zero, 20_000, 32 << 20);

    /// <summary>Nothing is kept.</summary>
    public static VerdictCacheSettings Off { get; } = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0, 0);
}
