using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Log;
using ImageGate.Sigstore.Timestamps;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Signatures;

/// <summary>When a signature was made, as far as somebody trusted says it.</summary>
/// <param name="Verified">Every time that a log or a time-stamping authority signed.</param>
/// <param name="Claimed">Times of log entries that nobody signed: never a proof.</param>
/// <remarks>Source: sigstore, client-spec, "Establishing a time for the signature".</remarks>
internal sealed record SignatureTimes(IReadOnlyList<DateTimeOffset> Verified, IReadOnlyList<DateTimeOffset> Claimed)
{
    /// <summary>Nobody was asked.</summary>
    public static SignatureTimes None { get; } = new([], []);

    /// <summary>Asks the logs and the time stamps of a signature that is right.</summary>
    public static bool TryRead(
        SignedBundle signed,
        TrustedRoot root,
        TimeDemands demands,
        [NotNullWhen(true)] out SignatureTimes? times,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (times, failed) = (null, null);
        LogFindings? findings = LogFindings.None;
        if ((demands.Logs > 0 && !LogCheck.TryRun(signed, root, demands.Logs, out findings, out failed))
            || !TimestampCheck.TryRun(signed.Bundle, root, demands.Stamps, out IReadOnlyList<DateTimeOffset> stamps, out failed, out string? refusal))
        {
            return false;
        }

        // A certificate lives for minutes and signatures for years: without a time that somebody trusted signed, nothing
        // says that the certificate was good when it was used.
        times = new SignatureTimes([.. findings.Times, .. stamps], findings.ClaimedTimes);
        if (times.Verified.Count < demands.Times)
        {
            times = null;
            failed = new(VerificationFailure.VerifiedTimeMissing, refusal is null
                ? "no transparency log and no time-stamping authority says when the signature was made"
                : $"no transparency log says when the signature was made, and the time stamp is refused: {Shown.Of(refusal)}");
        }

        return times is not null;
    }
}
