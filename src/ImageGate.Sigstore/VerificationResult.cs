namespace ImageGate.Sigstore;

/// <summary>What <see cref="SignatureVerifier"/> found for one signer.</summary>
public abstract record VerificationResult
{
    private VerificationResult()
    {
    }

    /// <summary>At least one signature satisfies all demands of the signer.</summary>
    /// <param name="Proofs">One for each distinct identity of the signer that was found; never empty.</param>
    public sealed record Verified(IReadOnlyList<VerifiedSignature> Proofs) : VerificationResult;

    /// <summary>No signature satisfies all demands.</summary>
    /// <param name="Failure">The check that refused the signature that came furthest.</param>
    /// <param name="Detail">The same for people, one line, bounded, without secrets.</param>
    public sealed record Failed(VerificationFailure Failure, string Detail) : VerificationResult;
}
