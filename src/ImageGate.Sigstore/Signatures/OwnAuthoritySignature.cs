using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Signatures;

/// <summary>
/// Whether a signature was made with a certificate of an authority outside of Sigstore, while the certificate was good. Whose
/// certificate it is, is not asked here.
/// </summary>
/// <remarks>Source: cosign, <c>sign --key --certificate --certificate-chain</c>; RFC 5280, 6.1. Such certificates stand in no certificate log.</remarks>
internal static class OwnAuthoritySignature
{
    /// <summary>Verifies all but the names.</summary>
    /// <param name="bundle">The signature.</param>
    /// <param name="artifact">What must have been signed.</param>
    /// <param name="signer">Whose authority.</param>
    /// <param name="now">The current time, or null: then a signer whose certificate must be good now has no signature.</param>
    /// <param name="authentic">The signature, when all is right.</param>
    /// <param name="failed">Why not.</param>
    public static bool TryVerify(
        SigstoreBundle bundle,
        Artifact artifact,
        SignerRequirement.Certificate signer,
        DateTimeOffset? now,
        [NotNullWhen(true)] out AuthenticBundle? authentic,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        authentic = null;
        if (!SigningCertificate.TryRead(bundle.Signer, out SignerKey? key, out failed))
        {
            return false;
        }

        var signed = new SignedBundle(bundle, artifact, key);
        failed = signed.CheckSignature();
        if (failed is not null || !TryReadTimes(signed, signer.SigningTime, out SignatureTimes? times, out failed))
        {
            return false;
        }

        IReadOnlyList<DateTimeOffset> asked = signer.SigningTime is SigningTime.InsecureCurrent ? now is { } current ? [current] : [] : times.Verified;
        failed = SigningCertificate.CheckClaimedTimes(key.Certificate!, times.Claimed)
            ?? (signer.Authority.Verify(key.Certificate!, Candidates(bundle.Signer), asked) is { } refused ? SigningCertificate.Refuse(refused) : null);
        authentic = failed is null ? new AuthenticBundle(signed, times.Verified) : null;
        return failed is null;
    }

    private static bool TryReadTimes(
        SignedBundle signed, SigningTime time, [NotNullWhen(true)] out SignatureTimes? times, [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (times, failed) = (SignatureTimes.None, null);
        return time switch
        {
            SigningTime.InsecureCurrent => true,
            SigningTime.Verified verified => SignatureTimes.TryRead(signed, verified.TrustedRoot, Demands(verified.TransparencyLog), out times, out failed),
            _ => throw new UnreachableException(),
        };
    }

    private static TimeDemands Demands(TransparencyLog log) =>
        log == TransparencyLog.Required ? new(Logs: 1, Stamps: 0, Times: 1) : new(Logs: 0, Stamps: 1, Times: 1);

    // What cannot be read leads nowhere. Whoever signed may add what he likes, and old roots are not always of version 3.
    private static List<SigstoreCertificate> Candidates(SignerMaterial material)
    {
        var candidates = new List<SigstoreCertificate>();
        foreach (ReadOnlyMemory<byte> der in ((SignerMaterial.Certificate)material).Others)
        {
            if (SigstoreCertificate.TryParse(der, out SigstoreCertificate? candidate, out _))
            {
                candidates.Add(candidate);
            }
        }

        return candidates;
    }
}
