using System.Buffers.Text;
using System.Text;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Signatures;

/// <summary>All checks of one simple-signing signature against one key, in the order of <see cref="VerificationFailure"/>.</summary>
internal static class SimpleSigningCheck
{
    private const int MaxShown = 100;

    /// <summary>Null when every check passed.</summary>
    public static VerificationResult.Failed? Run(Digest image, RawSignature.SimpleSigning signature, PublicKey key, SignerRequirement signer)
    {
        // Bytes before meaning: nothing of the payload is parsed before its digest and the signature over it are right.
        if (signature.Payload.Length > Limits.MaxPayloadBytes || Digest.Of(signature.Payload.Span) != signature.PayloadDigest)
        {
            return Failed(VerificationFailure.PayloadDigestMismatch, $"the payload is not the blob {signature.PayloadDigest} that its descriptor names");
        }

        if (!TryDecode(signature.Signature, out byte[] bytes))
        {
            return Failed(VerificationFailure.SignatureMalformed, "the signature is not base64");
        }

        if (!key.Verify(signature.Payload.Span, bytes))
        {
            return Failed(VerificationFailure.SignatureInvalid, "no signature was made by the signer's key");
        }

        return SimpleSigningPayload.TryParse(signature.Payload, out SimpleSigningPayload? payload)
            ? CheckContent(image, payload, signer)
            : Failed(VerificationFailure.PayloadMalformed, "the signed payload is not strict simple-signing JSON");
    }

    private static VerificationResult.Failed? CheckContent(Digest image, SimpleSigningPayload payload, SignerRequirement signer)
    {
        if (payload.Type != SimpleSigningPayload.CosignType)
        {
            return Failed(VerificationFailure.PayloadTypeWrong, $"the signed payload is a `{Shown(payload.Type)}`, not a `{SimpleSigningPayload.CosignType}`");
        }

        if (!Digest.TryParse(payload.ManifestDigest, out Digest? signed) || signed != image)
        {
            return Failed(VerificationFailure.ImageDigestMismatch, $"the signature is of {Shown(payload.ManifestDigest)}, not of {image}");
        }

        foreach ((string name, string wanted) in signer.Annotations)
        {
            if (!payload.Annotations.TryGetValue(name, out string? value) || value != wanted)
            {
                return Failed(VerificationFailure.AnnotationMismatch, value is null
                    ? $"the signature has no annotation {name}={wanted}"
                    : $"the signature has the annotation {name}={Shown(value)}, not {name}={wanted}");
            }
        }

        return signer.TransparencyLog == TransparencyLog.NotRequired
            ? null
            : Failed(VerificationFailure.LogEntryMissing, "the signature has no transparency log entry that could be verified");
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = [];
        if (text.Length is 0 or > Limits.MaxSignatureCharacters || !Base64.IsValid(text))
        {
            return false;
        }

        bytes = Convert.FromBase64String(text);
        return bytes.Length > 0;
    }

    // What a signer wrote goes into logs and denial messages: bounded, and printable ASCII only.
    private static string Shown(string text)
    {
        var shown = new StringBuilder();
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, MaxShown)))
        {
            shown.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return text.Length > MaxShown ? shown.Append('…').ToString() : shown.ToString();
    }

    private static VerificationResult.Failed Failed(VerificationFailure failure, string detail) => new(failure, detail);
}
