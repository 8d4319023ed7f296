namespace ImageGate.Core.Registries;

/// <summary>A place beside an image where signatures may be; each costs requests.</summary>
public enum SignatureSource
{
    /// <summary>The <c>.sig</c> tag: what cosign 2 writes.</summary>
    SignatureTag,

    /// <summary>The referrers, or the tag that stands in for them: Sigstore bundles, of signatures and of attestations.</summary>
    Referrers,

    /// <summary>The <c>.att</c> tag: attestations of cosign 2.</summary>
    AttestationTag,
}
