namespace ImageGate.Sigstore;

/// <summary>What <see cref="BundleVerifier"/> found.</summary>
public abstract record BundleResult
{
    private BundleResult()
    {
    }

    /// <summary>The bundle satisfies all demands. No proof that an image was signed: see <see cref="SignatureVerifier"/>.</summary>
    /// <param name="Identity">Who signed, written as <see cref="VerifiedSignature.Identity"/>.</param>
    /// <param name="Times">Every verified time of the signature; may be empty for a key.</param>
    public sealed record Verified(string Identity, IReadOnlyList<DateTimeOffset> Times) : BundleResult;

    /// <summary>It does not.</summary>
    /// <param name="Failure">The check that refused it.</param>
    /// <param name="Detail">The same for people, one line, bounded, without secrets.</param>
    public sealed record Failed(VerificationFailure Failure, string Detail) : BundleResult;
}
