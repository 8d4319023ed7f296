using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Signatures;

/// <summary>What both kinds of signatures made with a certificate have in common: reading it, and saying why it was refused.</summary>
internal static class SigningCertificate
{
    /// <summary>The certificate's key, which is not trusted yet.</summary>
    public static bool TryRead(
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

    /// <summary>Null when the times that nobody signed, which prove nothing, do not contradict the certificate either.</summary>
    public static VerificationResult.Failed? CheckClaimedTimes(SigstoreCertificate certificate, IReadOnlyList<DateTimeOffset> claimedTimes) =>
        claimedTimes.Any(time => !certificate.Validity.Contains(time))
            ? new(VerificationFailure.CertificateTimeMismatch, "the log entry's time is outside of the certificate's validity")
            : null;

    /// <summary>The reason for users.</summary>
    public static VerificationResult.Failed Refuse(CertificatePathResult.Failed refused) => new(Reason(refused.Failure), Shown.Of(refused.Detail));

    private static VerificationFailure Reason(CertificatePathFailure failure) => failure switch
    {
        CertificatePathFailure.NoVerifiedTime => VerificationFailure.VerifiedTimeMissing,
        CertificatePathFailure.OutsideValidity => VerificationFailure.CertificateTimeMismatch,
        CertificatePathFailure.KeyUnsupported or CertificatePathFailure.UnknownCriticalExtension or CertificatePathFailure.LeafIsAuthority
            or CertificatePathFailure.KeyUsageWrong or CertificatePathFailure.PurposeWrong => VerificationFailure.CertificateUsageWrong,
        _ => VerificationFailure.CertificateUntrusted,
    };
}
