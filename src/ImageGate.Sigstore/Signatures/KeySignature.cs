using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Whether one of a signer's keys made a signature, while the key was good, and the log knows of it where that is demanded.</summary>
/// <remarks>Source: sigstore, client-spec, "Verification with a key": a key needs no certificate and no certificate log, and a time only when it is not good for ever.</remarks>
internal static class KeySignature
{
    public static bool TryVerify(
        SigstoreBundle bundle,
        Artifact artifact,
        PublicKey key,
        SignerRequirement.AnyKey signer,
        [NotNullWhen(true)] out AuthenticBundle? authentic,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        authentic = null;
        if (bundle.Signer is not SignerMaterial.Key)
        {
            failed = new(VerificationFailure.SignerKindMismatch, "the signature was made with a certificate, and one made with a key is wanted");
            return false;
        }

        var signed = new SignedBundle(bundle, artifact, new SignerKey(key, null));
        failed = signed.CheckSignature();
        if (failed is not null || !TryReadTimes(signed, signer, out SignatureTimes? times, out failed))
        {
            return false;
        }

        failed = CheckWindow(signer, times.Verified);
        authentic = failed is null ? new AuthenticBundle(signed, times.Verified) : null;
        return failed is null;
    }

    private static bool TryReadTimes(
        SignedBundle signed,
        SignerRequirement.AnyKey signer,
        [NotNullWhen(true)] out SignatureTimes? times,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (times, failed) = (null, null);
        bool needsLog = signer.TransparencyLog == TransparencyLog.Required;
        bool needsTime = signer.Window is not null;
        switch (signer.TrustedRoot)
        {
            case { } root:
                return SignatureTimes.TryRead(signed, root, new TimeDemands(needsLog ? 1 : 0, Stamps: 0, needsTime ? 1 : 0), out times, out failed);
            case null when needsLog:
                failed = new(VerificationFailure.LogEntryMissing, "a transparency log entry is demanded, but no trusted root says which logs count");
                return false;
            case null when needsTime:
                failed = new(VerificationFailure.VerifiedTimeMissing, "the key is not good for ever, but no trusted root says whose times count");
                return false;
            default:
                times = SignatureTimes.None;
                return true;
        }
    }

    private static VerificationResult.Failed? CheckWindow(SignerRequirement.AnyKey signer, IReadOnlyList<DateTimeOffset> times)
    {
        foreach (DateTimeOffset time in times)
        {
            if (signer.Window is { } window && !window.Contains(time))
            {
                return new(VerificationFailure.KeyTimeMismatch, $"the signature is of {time.UtcDateTime:u}, and the key is good {window}");
            }
        }

        return null;
    }
}
