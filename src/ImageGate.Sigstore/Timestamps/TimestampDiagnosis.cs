using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>
/// Finds out why the platform refused a token: it says only that it did. Whatever is found here, the answer is a refusal;
/// nothing that this class believes can make a stamp good.
/// </summary>
internal static class TimestampDiagnosis
{
    public const string TstInfo = "1.2.840.113549.1.9.16.1.4";

    /// <summary>The reason.</summary>
    public static TimestampResult.Failed Of(ReadOnlyMemory<byte> token, TrustedRoot root)
    {
        var cms = new SignedCms();
        try
        {
            cms.Decode(token.Span);
        }
        catch (CryptographicException)
        {
            return Fail(TimestampFailure.TokenMalformed, "the time stamp's token is not CMS SignedData");
        }

        if (cms.SignerInfos.Count != 1 || cms.ContentInfo.ContentType.Value != TstInfo
            || !Rfc3161TimestampTokenInfo.TryDecode(cms.ContentInfo.Content, out Rfc3161TimestampTokenInfo? info, out int read)
            || read != cms.ContentInfo.Content.Length)
        {
            return Fail(TimestampFailure.TokenMalformed, "the time stamp's token is not a TSTInfo with one signer");
        }

        return OfSigner(cms.SignerInfos[0], NamedSigners(root), info.Timestamp);
    }

    /// <summary>The signers that the trusted root names: tokens may leave their certificates out.</summary>
    public static X509Certificate2Collection NamedSigners(TrustedRoot root)
    {
        var named = new X509Certificate2Collection();
        foreach (TimestampAuthority authority in root.TimestampAuthorities)
        {
            if (authority.PlatformSigner is { } signer)
            {
                named.Add(signer);
            }
        }

        return named;
    }

    private static TimestampResult.Failed OfSigner(SignerInfo signer, X509Certificate2Collection named, DateTimeOffset time)
    {
        if ((signer.Certificate ?? Find(signer, named)) is not { } found)
        {
            return Fail(TimestampFailure.SignerUnknown, "the signer's certificate is neither in the time stamp nor in the trusted root");
        }

        if (!SigstoreCertificate.TryParse(found.RawDataMemory, out SigstoreCertificate? certificate, out string? error))
        {
            return Fail(TimestampFailure.SignerCertificateWrong, $"the signer's certificate is refused: {error}");
        }

        if (LeafCheck.Run(certificate, ExtendedKeyUsage.TimeStamping, [time]) is { } refused)
        {
            return Fail(
                refused.Failure == CertificatePathFailure.OutsideValidity ? TimestampFailure.OutsideSignerValidity : TimestampFailure.SignerCertificateWrong,
                "time stamp: " + refused.Detail);
        }

        return IsSigned(signer, named)
            ? Fail(TimestampFailure.SigningCertificateMismatch, "the time stamp does not name its signer's certificate in the signed part")
            : Fail(TimestampFailure.SignatureInvalid, "the signer did not sign the time stamp");
    }

    private static X509Certificate2? Find(SignerInfo signer, X509Certificate2Collection named) =>
        signer.SignerIdentifier.Value is X509IssuerSerial wanted
            ? named.FirstOrDefault(certificate => certificate.SerialNumber == wanted.SerialNumber && certificate.Issuer == wanted.IssuerName)
            : null;

    private static bool IsSigned(SignerInfo signer, X509Certificate2Collection named)
    {
        try
        {
            signer.CheckSignature(named, verifySignatureOnly: true);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static TimestampResult.Failed Fail(TimestampFailure failure, string detail) => new(failure, detail);
}
