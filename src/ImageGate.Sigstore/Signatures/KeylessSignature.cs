using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Certificates;

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
        if (!SigningCertificate.TryRead(bundle.Signer, out SignerKey? key, out failed))
        {
            return false;
        }

        var signed = new SignedBundle(bundle, artifact, key);
        var demands = new TimeDemands(signer.Demands.TransparencyLogEntries, signer.Demands.SignedTimestamps, signer.Demands.VerifiedTimes);
        failed = signed.CheckSignature();
        if (failed is not null || !SignatureTimes.TryRead(signed, signer.TrustedRoot, demands, out SignatureTimes? times, out failed))
        {
            return false;
        }

        failed = SigningCertificate.CheckClaimedTimes(key.Certificate!, times.Claimed) ?? CheckCertificate(key.Certificate!, signer, times.Verified);
        authentic = failed is null ? new AuthenticBundle(signed, times.Verified) : null;
        return failed is null;
    }

    private static VerificationResult.Failed? CheckCertificate(
        SigstoreCertificate certificate, SignerRequirement.Keyless signer, IReadOnlyList<DateTimeOffset> times) =>
        CertificatePath.Verify(certificate, signer.TrustedRoot, times) switch
        {
            CertificatePathResult.Failed refused => SigningCertificate.Refuse(refused),
            CertificatePathResult.Verified { Issuer: var issuer } =>
                SignedCertificateTimestamps.Verify(certificate, issuer, signer.TrustedRoot, signer.Demands.SignedCertificateTimestamps) switch
                {
                    CertificateTimestampResult.Failed refused => new(Reason(refused.Failure), Shown.Of(refused.Detail)),
                    _ => null,
                },
            _ => throw new UnreachableException(),
        };

    private static VerificationFailure Reason(CertificateTimestampFailure failure) => failure switch
    {
        CertificateTimestampFailure.Missing or CertificateTimestampFailure.TooFewLogs or CertificateTimestampFailure.LogUnknown =>
            VerificationFailure.CertificateTimestampMissing,
        _ => VerificationFailure.CertificateTimestampInvalid,
    };
}
