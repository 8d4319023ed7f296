using ImageGate.Cloud;
using ImageGate.Kms;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Server.Keys;

/// <summary>A key in a KMS at one moment.</summary>
/// <param name="Key">Which.</param>
/// <param name="Known">What the KMS said last, found or refused, or null: it has not said anything yet. What it did not say stays out of it.</param>
/// <param name="SaidAt">When it said that, or null.</param>
/// <param name="NextRefresh">When it is to be asked again.</param>
/// <param name="Failures">Times since the last one that found the key.</param>
/// <param name="LastFault">Why it said nothing the last time, or null: it did, or was not asked.</param>
internal sealed record TrackedKey(KmsKey Key, KmsAnswer? Known, DateTimeOffset? SaidAt, DateTimeOffset NextRefresh, int Failures, CloudFault? LastFault)
{
    /// <summary>The time since the key was last found, or null: it is not trusted.</summary>
    public TimeSpan? Age(DateTimeOffset now) => Known is KmsAnswer.Found ? now - SaidAt : null;
}
