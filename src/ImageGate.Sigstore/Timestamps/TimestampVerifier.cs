using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>
/// Verifies RFC 3161 time stamps of a signature. The token is read by hand, strictly in DER: the platform's CMS takes
/// several times as long and does not say why it refuses (docs/decisions/0014-time-stamps-read-by-hand.md).
/// </summary>
/// <remarks>Source: RFC 3161, 2.3 and 2.4.2; RFC 5652, 5.4 and 5.6; RFC 5816; sigstore client specification, "Time-stamp verification".</remarks>
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

        TimestampToken token;
        try
        {
            token = TimestampToken.Read(encoded);
        }
        catch (AsnContentException malformed)
        {
            return Fail(TimestampFailure.TokenMalformed, $"the time stamp's token is not a TSTInfo with one signer, in DER: {malformed.Message}");
        }

        return RefuseImprint(token.Info, signature) ?? VerifySigner(token, root);
    }

    private static TimestampResult.Failed? RefuseImprint(TimestampInfo info, ReadOnlySpan<byte> signature) =>
        HashNames.FromOid(info.ImprintAlgorithm) is not { } hash
            ? Fail(TimestampFailure.ImprintAlgorithmUnsupported, "the time stamp's imprint is not SHA-256, SHA-384 or SHA-512")
        : !info.Imprint.Span.SequenceEqual(HashNames.Hash(hash, signature))
            ? Fail(TimestampFailure.ImprintMismatch, "the time stamp is of other bytes than this signature")
        : info.HasCriticalExtension
            ? Fail(TimestampFailure.TokenMalformed, "the time stamp has a critical extension, and none is known")
        : null;

    private static TimestampResult VerifySigner(TimestampToken token, TrustedRoot root)
    {
        if (!TryFindSigner(token, root, out SigstoreCertificate? signer, out TimestampResult.Failed? failed))
        {
            return failed;
        }

        if ((TimestampPath.CheckSigner(signer, token.Info.Time) ?? CheckSignature(token, signer)) is { } refused)
        {
            return refused;
        }

        bool looksForAuthorities = root.TimestampAuthorities.Any(authority => !authority.SignerIsIssued);
        return TimestampPath.Verify(signer, looksForAuthorities ? EmbeddedCertificates.Authorities(token) : [], root, token.Info.Time);
    }

    /// <summary>
    /// By issuer and serial number, never "the first one" (GHSA-3xxc-pwj6-jgrj). The trusted root's own copy comes before
    /// what the token brings: its key is imported already, and tokens may leave it out.
    /// </summary>
    private static bool TryFindSigner(
        TimestampToken token, TrustedRoot root, [NotNullWhen(true)] out SigstoreCertificate? signer, [NotNullWhen(false)] out TimestampResult.Failed? failed)
    {
        failed = null;
        signer = root.TimestampAuthorities.Select(authority => authority.Signer)
            .FirstOrDefault(named => named is not null && token.Signer.Means(named) && token.Signer.Names(named));
        if (signer is null)
        {
            string? error = null;
            failed = EmbeddedCertificates.Find(token, token.Signer.Certificate) is not { } der
                    ? Fail(TimestampFailure.SignerUnknown, "the signer's certificate is neither in the time stamp nor in the trusted root")
                : !SigstoreCertificate.TryParse(der, out signer, out error)
                    ? Fail(TimestampFailure.SignerCertificateWrong, $"the signer's certificate is refused: {error}")
                : null;
        }

        return signer is not null;
    }

    private static TimestampResult.Failed? CheckSignature(TimestampToken token, SigstoreCertificate signer) =>
        token.Signer.Hash is not { } hash
            ? Fail(TimestampFailure.SignatureAlgorithmUnsupported, "the time stamp's signature is not ECDSA or RSA PKCS#1 over SHA-256, SHA-384 or SHA-512")
        : !token.Signer.Signed(signer.Key!, hash, token.Content.Span)
            ? Fail(TimestampFailure.SignatureInvalid, "the signer did not sign the time stamp")
        : !token.Signer.Names(signer)
            ? Fail(TimestampFailure.SigningCertificateMismatch, "the time stamp does not name its signer's certificate in the signed part")
        : null;

    private static TimestampResult.Failed Fail(TimestampFailure failure, string detail) => new(failure, detail);
}
