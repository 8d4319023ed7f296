using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>
/// Verifies RFC 3161 time stamps of a signature. The platform checks the CMS signature and the signingCertificate attribute;
/// the response's wrapper, the imprint's algorithm, the signer's certificate and whom to trust are checked here, because the
/// platform does not.
/// </summary>
/// <remarks>Source: RFC 3161, 2.3 and 2.4.2; RFC 5816; sigstore client specification, "Time-stamp verification".</remarks>
internal static class TimestampVerifier
{
    /// <summary>Looks for an authority of the trusted root that stamped the signature.</summary>
    /// <param name="response">The TimeStampResp, DER.</param>
    /// <param name="signature">The stamped bytes: a bundle's signature, base64-decoded.</param>
    /// <param name="root">Whom to trust.</param>
    public static TimestampResult Verify(ReadOnlyMemory<byte> response, ReadOnlySpan<byte> signature, TrustedRoot root)
    {
        (ReadOnlyMemory<byte> encoded, TimestampResult.Failed? unwrapped) = TimestampResponse.Read(response);
        if (unwrapped is not null)
        {
            return unwrapped;
        }

        try
        {
            return VerifyToken(encoded, signature, root);
        }
        catch (Exception malformed) when (malformed is CryptographicException or InvalidOperationException)
        {
            // The platform decodes certificates and attributes only when they are looked at. InvalidOperationException: it
            // writes the attributes anew to hash them, and stumbles over one that is not DER.
            return new TimestampResult.Failed(TimestampFailure.TokenMalformed, $"the time stamp's token is malformed: {malformed.Message}");
        }
    }

    private static TimestampResult VerifyToken(ReadOnlyMemory<byte> encoded, ReadOnlySpan<byte> signature, TrustedRoot root)
    {
        if (!Rfc3161TimestampToken.TryDecode(encoded, out Rfc3161TimestampToken? token, out int read) || read != encoded.Length)
        {
            return TimestampDiagnosis.Of(encoded, root);
        }

        return RefuseImprint(token.TokenInfo, signature) ?? VerifySigner(token, encoded, signature, root);
    }

    private static TimestampResult.Failed? RefuseImprint(Rfc3161TimestampTokenInfo info, ReadOnlySpan<byte> signature) =>
        HashOf(info.HashAlgorithmId) is not { } hash
            ? new(TimestampFailure.ImprintAlgorithmUnsupported, "the time stamp's imprint is not SHA-256, SHA-384 or SHA-512")
        : !info.GetMessageHash().Span.SequenceEqual(CryptographicOperations.HashData(hash, signature))
            ? new(TimestampFailure.ImprintMismatch, "the time stamp is of other bytes than this signature")
        : info.GetExtensions().Any(extension => extension.Critical)
            ? new(TimestampFailure.TokenMalformed, "the time stamp has a critical extension, and none is known")
        : null;

    private static HashAlgorithmName? HashOf(Oid algorithm) => algorithm.Value switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static TimestampResult VerifySigner(
        Rfc3161TimestampToken token, ReadOnlyMemory<byte> encoded, ReadOnlySpan<byte> signature, TrustedRoot root)
    {
        SignedCms cms = token.AsSignedCms();
        if (cms.SignerInfos.Count != 1)
        {
            return new TimestampResult.Failed(TimestampFailure.TokenMalformed, "the time stamp has not exactly one signer");
        }

        if (HashOf(cms.SignerInfos[0].DigestAlgorithm) is null)
        {
            return new TimestampResult.Failed(TimestampFailure.DigestAlgorithmUnsupported, "the time stamp's signature is not over SHA-256, SHA-384 or SHA-512");
        }

        // The platform finds the signer by issuer and serial number, in the token and among these; never "the first one".
        X509Certificate2Collection named = TimestampDiagnosis.NamedSigners(root);
        if (!token.VerifySignatureForData(signature, out X509Certificate2? found, named))
        {
            return TimestampDiagnosis.Of(encoded, root);
        }

        DateTimeOffset time = token.TokenInfo.Timestamp.ToUniversalTime();
        SigstoreCertificate? signer = FindNamed(root, found.RawDataMemory.Span);
        string? error = null;
        if (signer is null && !SigstoreCertificate.TryParse(found.RawDataMemory, out signer, out error))
        {
            return new TimestampResult.Failed(TimestampFailure.SignerCertificateWrong, $"the signer's certificate is refused: {error}");
        }

        bool looksForAuthorities = root.TimestampAuthorities.Any(authority => !authority.SignerIsIssued);
        return TimestampPath.Verify(signer, looksForAuthorities ? EmbeddedAuthorities.Of(cms) : [], root, time);
    }

    /// <summary>The trusted root's own copy, whose key is imported already.</summary>
    private static SigstoreCertificate? FindNamed(TrustedRoot root, ReadOnlySpan<byte> der)
    {
        foreach (TimestampAuthority authority in root.TimestampAuthorities)
        {
            if (authority.Signer is { } signer && signer.Der.Span.SequenceEqual(der))
            {
                return signer;
            }
        }

        return null;
    }
}
