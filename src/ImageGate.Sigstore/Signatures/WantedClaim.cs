namespace ImageGate.Sigstore.Signatures;

/// <summary>What a signature must say of the image.</summary>
internal abstract record WantedClaim
{
    private WantedClaim()
    {
    }

    /// <summary>"I signed this image": simple signing, or a bundle with cosign's own predicate. No other statement counts as that.</summary>
    public sealed record ImageSignature : WantedClaim
    {
        /// <summary>Source: cosign, pkg/types/predicate.go.</summary>
        public const string PredicateType = "https://sigstore.dev/cosign/sign/v1";
    }

    /// <summary>A statement with this predicate.</summary>
    public sealed record Attestation(string PredicateType) : WantedClaim;
}
