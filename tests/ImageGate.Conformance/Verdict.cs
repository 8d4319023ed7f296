using System.Diagnostics;
using ImageGate.Sigstore;

namespace ImageGate.Conformance;

/// <summary>What was found for one case.</summary>
/// <param name="IsVerified">Whether the bundle was verified.</param>
/// <param name="Reason">Why not; null when it was, or when the case's own key cannot be read, so that nothing could be asked.</param>
/// <param name="Detail">The same for people.</param>
public sealed record Verdict(bool IsVerified, VerificationFailure? Reason, string Detail)
{
    public static Verdict Of(BundleResult result) => result switch
    {
        BundleResult.Verified verified => new(true, null, $"{verified.Identity} at {string.Join(", ", verified.Times.Select(time => time.UtcDateTime.ToString("u")))}"),
        BundleResult.Failed failed => new(false, failed.Failure, failed.Detail),
        _ => throw new UnreachableException(),
    };

    /// <summary>A policy with such a key is never loaded.</summary>
    public static Verdict OfUnreadableKey(string error) => new(false, null, "the key cannot be read: " + error);

    public override string ToString() => IsVerified ? $"verified {Detail}" : $"{Reason?.ToString() ?? "no key"}: {Detail}";
}
