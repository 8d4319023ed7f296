using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Log;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Whether one of a signer's keys made a signature, and the log knows of it where that is demanded.</summary>
/// <remarks>Source: sigstore, client-spec, "Verification with a key": a key needs no time, no certificate and no certificate log.</remarks>
internal static class KeySignature
{
    private const int DemandedLogs = 1;

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
        LogFindings? findings = LogFindings.None;
        failed = signed.CheckSignature();
        if (failed is null && signer.TransparencyLog == TransparencyLog.Required)
        {
            if (signer.TrustedRoot is not { } root)
            {
                failed = new(VerificationFailure.LogEntryMissing, "a transparency log entry is demanded, but no trusted root says which logs count");
                return false;
            }

            LogCheck.TryRun(signed, root, DemandedLogs, out findings, out failed);
        }

        authentic = failed is null ? new AuthenticBundle(signed, findings!.Times) : null;
        return failed is null;
    }
}
