using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Log;
using ImageGate.Sigstore.Timestamps;

namespace ImageGate.Sigstore.Signatures;

/// <summary>
/// Whether a signature was made with a certificate that an authority of the trusted root issued, while the certificate was
/// good, with the logs and time stamps that are demanded. Whose certificate it is, is not asked here.
/// </summary>
/// <remarks>Source: sigstore, client-spec, "Verification".</remarks>
internal static class KeylessSignature
{
    public static bool TryVerify(
        SigstoreBundle bundle,
        Artifact artifact,
        SignerRequirement.Keyless signer,
        [NotNullWhen(true)] out AuthenticBundle? authentic,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        authentic = null;
        if (!TryReadCertificate(bundle.Signer, out SignerKey? key, out failed))
        {
            return false;
        }

        var signed = new SignedBundle(bundle, artifact, key);
        failed = signed.CheckSignature();
        if (failed is not null || !TryReadTimes(signed, signer, out LogFindings? findings, out List<DateTimeOffset>? times, out failed))
        {
            return false;
        }

        failed = CheckCertificate(key.Certificate!, signer, times, findings.ClaimedTimes);
        authentic = failed is null ? new AuthenticBundle(signed, times) : null;
        return failed is null;
    }

    private static bool TryReadCertificate(
        SignerMaterial material, [NotNullWhen(true)] out SignerKey? key, [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (key, failed) = (null, null);
        if (material is not SignerMaterial.Certificate { Der: var der })
        {
            failed = new(VerificationFailure.SignerKindMismatch, "the signature has no certificate, and one made with a certificate is wanted");
        }
        else if (!SigstoreCertificate.TryParse(der, out SigstoreCertificate? certificate, out string? error))
        {
            failed = new(VerificationFailure.CertificateMalformed, $"the certificate cannot be read: {Shown.Of(error)}");
        }
        else if (certificate.Key is null)
        {
            failed = new(VerificationFailure.CertificateMalformed, $"the certificate's key is not accepted: {Shown.Of(certificate.KeyError ?? string.Empty)}");
        }
        else
        {
            key = new SignerKey(certificate.Key, certificate);
        }

        return key is not null;
    }

    private static bool TryReadTimes(
        SignedBundle signed,
        SignerRequirement.Keyless signer,
        [NotNullWhen(true)] out LogFindings? findings,
        [NotNullWhen(true)] out List<DateTimeOffset>? times,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (findings, times, failed) = (LogFindings.None, null, null);
        if (signer.Demands.TransparencyLogEntries > 0
            && !LogCheck.TryRun(signed, signer.TrustedRoot, signer.Demands.TransparencyLogEntries, out findings, out failed))
        {
            return false;
        }

        if (!TimestampCheck.TryRun(signed.Bundle, signer.TrustedRoot, signer.Demands.SignedTimestamps, out IReadOnlyList<DateTimeOffset> stamps, out failed, out string? refusal))
        {
            return false;
        }

        // A certificate lives for minutes and signatures for years: without a time that somebody trusted signed, nothing
        // says that the certificate was good when it was used.
        times = [.. findings.Times, .. stamps];
        if (times.Count < signer.Demands.VerifiedTimes)
        {
            failed = new(VerificationFailure.VerifiedTimeMissing, refusal is null
                ? "no transparency log and no time-stamping authority says when the signature was made"
                : $"no transparency log says when the signature was made, and the time stamp is refused: {Shown.Of(refusal)}");
        }

        return failed is null;
    }

    private static VerificationResult.Failed? CheckCertificate(
        SigstoreCertificate certificate, SignerRequirement.Keyless signer, List<DateTimeOffset> times, IReadOnlyList<DateTimeOffset> claimedTimes)
    {
        if (claimedTimes.Any(time => !certificate.Validity.Contains(time)))
        {
            return new(VerificationFailure.CertificateTimeMismatch, "the log entry's time is outside of the certificate's validity");
        }

        return CertificatePath.Verify(certificate, signer.TrustedRoot, times) switch
        {
            CertificatePathResult.Failed refused => new(Reason(refused.Failure), Shown.Of(refused.Detail)),
            CertificatePathResult.Verified { Issuer: var issuer } =>
                SignedCertificateTimestamps.Verify(certificate, issuer, signer.TrustedRoot, signer.Demands.SignedCertificateTimestamps) switch
                {
                    CertificateTimestampResult.Failed refused => new(Reason(refused.Failure), Shown.Of(refused.Detail)),
                    _ => null,
                },
            _ => throw new UnreachableException(),
        };
    }

    private static VerificationFailure Reason(CertificatePathFailure failure) => failure switch
    {
        CertificatePathFailure.NoVerifiedTime => VerificationFailure.VerifiedTimeMissing,
        CertificatePathFailure.OutsideValidity => VerificationFailure.CertificateTimeMismatch,
        CertificatePathFailure.KeyUnsupported or CertificatePathFailure.UnknownCriticalExtension or CertificatePathFailure.LeafIsAuthority
            or CertificatePathFailure.KeyUsageWrong or CertificatePathFailure.PurposeWrong => VerificationFailure.CertificateUsageWrong,
        _ => VerificationFailure.CertificateUntrusted,
    };

    private static VerificationFailure Reason(CertificateTimestampFailure failure) => failure switch
    {
        CertificateTimestampFailure.Missing or CertificateTimestampFailure.TooFewLogs or CertificateTimestampFailure.LogUnknown =>
            VerificationFailure.CertificateTimestampMissing,
        _ => VerificationFailure.CertificateTimestampInvalid,
    };
}
