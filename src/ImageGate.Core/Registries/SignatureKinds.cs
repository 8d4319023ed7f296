namespace ImageGate.Core.Registries;

/// <summary>What is looked for beside an image; each place costs requests.</summary>
public enum SignatureKinds
{
    /// <summary>Signatures of the image: the <c>.sig</c> tag and the referrers.</summary>
    Signatures,

    /// <summary>Attestations as well: also the <c>.att</c> tag.</summary>
    SignaturesAndAttestations,
}
