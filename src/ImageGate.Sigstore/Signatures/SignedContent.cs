namespace ImageGate.Sigstore.Signatures;

/// <summary>What a signature was made over.</summary>
internal abstract record SignedContent
{
    private SignedContent(ReadOnlyMemory<byte> signature) => Signature = signature;

    /// <summary>The signature's bytes; never empty.</summary>
    public ReadOnlyMemory<byte> Signature { get; }

    /// <summary>A signature over the bytes of an artifact, which are elsewhere.</summary>
    /// <param name="Bytes">The signature.</param>
    /// <param name="Hint">What the bundle says the artifact's digest is, or null.</param>
    public sealed record Message(ReadOnlyMemory<byte> Bytes, MessageDigest? Hint) : SignedContent(Bytes);

    /// <summary>A signature over a payload that is in the envelope.</summary>
    /// <param name="Dsse">The envelope.</param>
    /// <param name="Stored">Its bytes exactly as they were stored by themselves, or null: they came in a bundle.</param>
    public sealed record Envelope(DsseEnvelope Dsse, ReadOnlyMemory<byte>? Stored) : SignedContent(Dsse.Signature);
}

/// <summary>A bundle's word about the artifact's digest: never more than a hint.</summary>
internal sealed record MessageDigest(string Algorithm, ReadOnlyMemory<byte> Value);
