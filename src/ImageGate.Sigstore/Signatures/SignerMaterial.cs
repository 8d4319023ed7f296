namespace ImageGate.Sigstore.Signatures;

/// <summary>By what a signature says that it can be verified.</summary>
internal abstract record SignerMaterial
{
    private SignerMaterial()
    {
    }

    /// <summary>A certificate, DER. Intermediates and roots beside it are not kept: trust comes from the trusted root alone.</summary>
    public sealed record Certificate(ReadOnlyMemory<byte> Der) : SignerMaterial;

    /// <summary>A key that the verifier must have. The bundle's hint is a stranger's word and is not kept.</summary>
    public sealed record Key : SignerMaterial;
}
