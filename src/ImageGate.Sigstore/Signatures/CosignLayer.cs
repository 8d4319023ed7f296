using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ImageGate.Sigstore.Signatures;

/// <summary>
/// Turns a layer of a <c>.sig</c> or <c>.att</c> manifest into the bundle that it amounts to, so that there is one way of
/// verifying. Only what the signer demands is read: a broken annotation that nobody asks for does no harm.
/// </summary>
internal static class CosignLayer
{
    /// <summary>The layer of a signature. The bytes come first: nothing is parsed of a payload that is not the blob it should be.</summary>
    public static bool TryRead(
        RawSignature.SimpleSigning layer,
        SignerRequirement signer,
        [NotNullWhen(true)] out SigstoreBundle? bundle,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        bundle = null;
        failed = CheckBlob(layer.Payload, layer.PayloadDigest, Limits.MaxPayloadBytes);
        if (failed is null)
        {
            if (layer.Signature.Length is 0 or > Limits.MaxSignatureCharacters || !StrictBase64.TryDecode(layer.Signature, out byte[]? signature))
            {
                failed = new(VerificationFailure.SignatureMalformed, "the signature is not base64");
                return false;
            }

            bundle = Assemble(new SignedContent.Message(signature, null), layer.Annotations, signer, out failed);
        }

        return bundle is not null;
    }

    /// <summary>The layer of an attestation.</summary>
    public static bool TryRead(
        RawSignature.Attestation layer,
        SignerRequirement signer,
        [NotNullWhen(true)] out SigstoreBundle? bundle,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        bundle = null;
        failed = CheckBlob(layer.Envelope, layer.EnvelopeDigest, Limits.MaxBundleBytes);
        try
        {
            if (failed is null)
            {
                using JsonDocument document = ProtoJson.Parse(layer.Envelope, Limits.MaxBundleDepth);
                var content = new SignedContent.Envelope(DsseEnvelope.ReadStandalone(document.RootElement), layer.Envelope);
                bundle = Assemble(content, layer.Annotations, signer, out failed);
            }
        }
        catch (Exception malformed) when (ProtoJson.IsMalformed(malformed))
        {
            failed = new(VerificationFailure.BundleMalformed, $"the DSSE envelope cannot be read: {Shown.Of(malformed.Message)}");
        }

        return bundle is not null;
    }

    private static VerificationResult.Failed? CheckBlob(ReadOnlyMemory<byte> blob, Digest digest, int most) =>
        blob.Length > most || Digest.Of(blob.Span) != digest
            ? new(VerificationFailure.PayloadDigestMismatch, $"the payload is not the blob {digest} that its descriptor names")
            : null;

    private static SigstoreBundle? Assemble(
        SignedContent content, CosignAnnotations? annotations, SignerRequirement signer, out VerificationResult.Failed? failed)
    {
        failed = null;
        try
        {
            return new SigstoreBundle(
                content,
                signer.WantsCertificate && annotations?.Certificate is { } pem
                    ? new SignerMaterial.Certificate(
                        CosignAnnotationReader.ReadCertificate(pem),
                        signer is SignerRequirement.Certificate && annotations.Chain is { } chain ? CosignAnnotationReader.ReadChain(chain) : [])
                    : new SignerMaterial.Key(),
                signer.TransparencyLog == TransparencyLog.Required && annotations?.Bundle is { } entry ? [CosignAnnotationReader.ReadLogEntry(entry)] : [],
                signer.ReadsTimestamps && annotations?.Rfc3161Timestamp is { } stamp ? [CosignAnnotationReader.ReadTimestamp(stamp)] : []);
        }
        catch (Exception malformed) when (ProtoJson.IsMalformed(malformed))
        {
            failed = new(VerificationFailure.SignatureAnnotationMalformed, $"an annotation beside the signature cannot be read: {Shown.Of(malformed.Message)}");
            return null;
        }
    }
}
