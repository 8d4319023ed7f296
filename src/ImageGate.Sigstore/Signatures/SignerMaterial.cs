namespace ImageGate.Sigstore.Signatures;

/// <summary>By what a signature says that it can be verified.</summary>
internal abstract record SignerMaterial
{
    private SignerMaterial()
    {
    }

    /// <summary>A certificate.</summary>
    /// <param name="Der">The one whose key signed.</param>
    /// <param name="Others">
    /// What came with it, DER of whatever: trusted by nobody. Keyless signers do not look at it, since the trusted root has all
    /// there is; for an authority outside of Sigstore they are candidates for intermediates.
    /// </param>
    public sealed record Certificate(ReadOnlyMemory<byte> Der, IReadOnlyList<ReadOnlyMemory<byte>> Others) : SignerMaterial;

    /// <summary>A key that the verifier must have. The bundle's hint is a stranger's word and is not kept.</summary>
    public sealed record Key : SignerMaterial;
}
