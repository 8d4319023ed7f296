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
    /// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md.</remarks>
    public sealed record SimpleSigning(ReadOnlyMemory<byte> Payload, Digest PayloadDigest, string Signature) : RawSignature;
}
