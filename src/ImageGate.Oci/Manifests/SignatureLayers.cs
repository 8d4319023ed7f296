using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>Takes from layers those that can be signatures, before anything is fetched; why not is noted.</summary>
internal static class SignatureLayers
{
    /// <summary>Cosign's signatures; other layers are passed over.</summary>
    public static List<SignaturePart> Payloads(IEnumerable<Descriptor> layers, SignatureNotes notes) => Read(
        layers.Where(layer => layer.MediaType == MediaTypes.SimpleSigning),
        layer => layer.Signature is null ? "it has no signature annotation" : WhyNot(layer, Sigstore.Limits.MaxPayloadBytes),
        (layer, digest) => bytes => new RawSignature.SimpleSigning(bytes, digest, layer.Signature!, layer.Cosign),
        notes);

    /// <summary>Cosign's attestations; other layers are passed over.</summary>
    public static List<SignaturePart> Envelopes(IEnumerable<Descriptor> layers, SignatureNotes notes) => Read(
        layers.Where(layer => layer.MediaType == MediaTypes.DsseEnvelope),
        layer => WhyNot(layer, Sigstore.Limits.MaxBundleBytes),
        (layer, digest) => bytes => new RawSignature.Attestation(bytes, digest, layer.Cosign),
        notes);

    /// <summary>Sigstore bundles; other layers are passed over.</summary>
    public static List<SignaturePart> Bundles(IEnumerable<Descriptor> layers, SignatureNotes notes) => Read(
        layers.Where(layer => MediaTypes.IsBundle(layer.MediaType)),
        layer => WhyNot(layer, Sigstore.Limits.MaxBundleBytes),
        (_, _) => bytes => new RawSignature.Bundle(bytes),
        notes);

    private static List<SignaturePart> Read(
        IEnumerable<Descriptor> layers, Func<Descriptor, string?> whyNot, Func<Descriptor, Digest, Func<byte[], RawSignature>> toSignature, SignatureNotes notes)
    {
        var parts = new List<SignaturePart>();
        foreach (Descriptor layer in layers)
        {
            if (layer.Digest is not { } digest)
            {
                notes.Add("a signature layer was skipped: its digest is not sha256");
            }
            else if (whyNot(layer) is { } wrong)
            {
                notes.Add($"signature layer {digest} was skipped: {wrong}");
            }
            else
            {
                parts.Add(new SignaturePart(digest, layer.Size, toSignature(layer, digest)));
            }
        }

        return parts;
    }

    private static string? WhyNot(Descriptor layer, int maxBytes) =>
        layer.Size > maxBytes ? $"its payload has {layer.Size} bytes; at most {maxBytes} are read"
        : layer.Cosign is { } cosign && IsTooLong(cosign) ? $"an annotation is over {Sigstore.Limits.MaxAnnotationCharacters} characters"
        : null;

    private static bool IsTooLong(CosignAnnotations cosign) =>
        new[] { cosign.Certificate, cosign.Chain, cosign.Bundle, cosign.Rfc3161Timestamp }.Any(text => text?.Length > Sigstore.Limits.MaxAnnotationCharacters);
}
