using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Signatures;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>Which time-stamping authorities stamped a signature.</summary>
/// <remarks>
/// A stamp that is not right is skipped and never counted: a signer may use authorities that this trusted root does not
/// know, and stamps are demanded by number.
/// </remarks>
internal static class TimestampCheck
{
    /// <summary>Looks at all stamps.</summary>
    /// <param name="bundle">The signature with its stamps.</param>
    /// <param name="root">The authorities.</param>
    /// <param name="demanded">How many distinct authorities must have stamped it.</param>
    /// <param name="times">When they did; two stamps of one authority count once but are both looked at later.</param>
    /// <param name="failed">Why there are too few.</param>
    /// <param name="refusal">Why the last stamp that was skipped was, for people; null when none was.</param>
    public static bool TryRun(
        SigstoreBundle bundle,
        TrustedRoot root,
        int demanded,
        out IReadOnlyList<DateTimeOffset> times,
        [NotNullWhen(false)] out VerificationResult.Failed? failed,
        out string? refusal)
    {
        var found = new List<DateTimeOffset>();
        var authorities = new HashSet<string>(StringComparer.Ordinal);
        refusal = null;
        foreach (ReadOnlyMemory<byte> stamp in bundle.Timestamps)
        {
            switch (Verify(stamp, bundle.Content, root))
            {
                case TimestampResult.Verified verified:
                    authorities.Add(verified.AuthorityId);
                    found.Add(verified.Time);
                    break;
                case TimestampResult.Failed refused:
                    refusal = refused.Detail;
                    break;
            }
        }

        times = found;
        failed = authorities.Count >= demanded ? null : new(
            VerificationFailure.TimestampMissing,
            $"{authorities.Count} time-stamping authorities stamped the signature, {demanded} demanded" + (refusal is null ? "" : ": " + Shown.Of(refusal)));
        return failed is null;
    }

    private static TimestampResult Verify(ReadOnlyMemory<byte> stamp, SignedContent content, TrustedRoot root)
    {
        TimestampResult result = TimestampVerifier.Verify(stamp, content.Signature.Span, root);

        // cosign stamps the whole envelope where it stores an attestation by itself, since there is no signature annotation.
        return result is TimestampResult.Failed { Failure: TimestampFailure.ImprintMismatch } && content is SignedContent.Envelope { Stored: { } stored }
            ? TimestampVerifier.Verify(stamp, stored.Span, root)
            : result;
    }
}
