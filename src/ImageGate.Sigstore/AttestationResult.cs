namespace ImageGate.Sigstore;

/// <summary>What <see cref="SignatureVerifier"/> found of one signer's attestations.</summary>
public abstract record AttestationResult
{
    private AttestationResult()
    {
    }

    /// <summary>At least one attestation satisfies all demands of the signer.</summary>
    /// <param name="Attestations">All that do, in the order in which they were found; never empty.</param>
    public sealed record Verified(IReadOnlyList<VerifiedAttestation> Attestations) : AttestationResult;

    /// <summary>No attestation satisfies all demands.</summary>
    /// <param name="Failure">The check that refused the one that came furthest.</param>
    /// <param name="Detail">The same for people, one line, bounded, without secrets.</param>
    public sealed record Failed(VerificationFailure Failure, string Detail) : AttestationResult;
}
