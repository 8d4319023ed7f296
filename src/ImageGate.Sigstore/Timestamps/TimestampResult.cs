using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>Whether an authority of the trusted root stamped a signature, and when.</summary>
internal abstract record TimestampResult
{
    private TimestampResult()
    {
    }

    /// <summary>The signature existed at this time.</summary>
    /// <param name="Time">genTime, in UTC.</param>
    /// <param name="Authority">The entry of the trusted root.</param>
    /// <param name="AuthorityId">Who stamped, for counting: two stamps with the same id come from one authority.</param>
    public sealed record Verified(DateTimeOffset Time, TimestampAuthority Authority, string AuthorityId) : TimestampResult;

    /// <summary>Nothing is known of any time.</summary>
    /// <param name="Failure">The check that refused the stamp; of several authorities the one that it came furthest with.</param>
    /// <param name="Detail">For people.</param>
    public sealed record Failed(TimestampFailure Failure, string Detail) : TimestampResult;
}
