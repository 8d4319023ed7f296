namespace ImageGate.Sigstore.Signatures;

/// <summary>A signature as it was found: bytes of a stranger, nothing of it verified.</summary>
public abstract record RawSignature
{
    private RawSignature()
    {
    }

    /// <summary>A layer of a cosign <c>.sig</c> manifest: a simple-signing payload and a detached signature over its bytes.</summary>
    /// <param name="Payload">The layer's blob, exactly as stored.</param>
    /// <param name="PayloadDigest">The digest that the layer's descriptor names.</param>
    /// <param name="Signature">The annotation <c>dev.cosignproject.cosign/signature</c>: base64.</param>
    /// <param name="Annotations">What else stands beside it, or null: nothing.</param>
    /// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md.</remarks>
    public sealed record SimpleSigning(ReadOnlyMemory<byte> Payload, Digest PayloadDigest, string Signature, CosignAnnotations? Annotations = null) : RawSignature;

    /// <summary>The layer of a referrer that cosign 3 and others store: a Sigstore bundle, of a signature or of an attestation.</summary>
    /// <param name="Json">The layer's blob, exactly as stored; whoever fetched it has compared its digest.</param>
    /// <remarks>Source: cosign, specs/BUNDLE_SPEC.md; protobuf-specs, sigstore_bundle.proto.</remarks>
    public sealed record Bundle(ReadOnlyMemory<byte> Json) : RawSignature;

    /// <summary>A layer of a cosign <c>.att</c> manifest: a DSSE envelope.</summary>
    /// <param name="Envelope">The layer's blob, exactly as stored: the log entry of an old attestation holds its hash.</param>
    /// <param name="EnvelopeDigest">The digest that the layer's descriptor names.</param>
    /// <param name="Annotations">What else stands beside it, or null: nothing.</param>
    /// <remarks>Source: cosign, specs/ATTESTATION_SPEC.md.</remarks>
    public sealed record Attestation(ReadOnlyMemory<byte> Envelope, Digest EnvelopeDigest, CosignAnnotations? Annotations) : RawSignature;
}
