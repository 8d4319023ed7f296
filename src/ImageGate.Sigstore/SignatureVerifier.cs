using System.Diagnostics;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Sigstore;

/// <summary>
/// Answers whether a wanted signer signed an image: bytes in, proof or reason out. No network, no clock, no logging; the
/// only place where a <see cref="VerifiedSignature"/> is made.
/// </summary>
public static class SignatureVerifier
{
    /// <summary>Looks for signatures of <paramref name="image"/> that satisfy all of <paramref name="requirement"/> at once.</summary>
    /// <param name="image">The digest that would be admitted.</param>
    /// <param name="signatures">What was found for it, of every kind; one bad signature beside a good one does no harm.</param>
    /// <param name="requirement">Whose signature is wanted.</param>
    /// <param name="cancellationToken">The request's deadline, looked at before each signature.</param>
    /// <returns>Proof for every identity of the signer that was found, or the reason why there is none.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed: nothing is known.</exception>
    /// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md and BUNDLE_SPEC.md; sigstore, client-spec.</remarks>
    public static VerificationResult Verify(
        Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement requirement, CancellationToken cancellationToken) =>
        Verify(image, signatures, requirement, null, cancellationToken);

    /// <summary>As above, at a time.</summary>
    /// <param name="image">The digest that would be admitted.</param>
    /// <param name="signatures">What was found for it, of every kind.</param>
    /// <param name="requirement">Whose signature is wanted.</param>
    /// <param name="now">The current time, for a signer with <see cref="SigningTime.InsecureCurrent"/>; null for one who never has a signature then.</param>
    /// <param name="cancellationToken">The request's deadline, looked at before each signature.</param>
    /// <returns>Proof for every identity of the signer that was found, or the reason why there is none.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed: nothing is known.</exception>
    public static VerificationResult Verify(
        Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement requirement, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        (IReadOnlyList<FoundClaim> found, VerificationResult.Failed? failed) =
            Search(image, signatures, requirement, new WantedClaim.ImageSignature(), now, cancellationToken);
        return failed is null
            ? new VerificationResult.Verified([.. found.Select(claim => new VerifiedSignature(image, claim.Identity, claim.SignedBy))])
            : failed;
    }

    /// <summary>Looks for attestations about <paramref name="image"/> that satisfy all of <paramref name="requirement"/> at once.</summary>
    /// <param name="image">The digest that would be admitted.</param>
    /// <param name="signatures">What was found for it, of every kind; one bad attestation beside a good one does no harm.</param>
    /// <param name="requirement">Whose attestation is wanted.</param>
    /// <param name="predicateType">What it must be about, exactly, such as <c>https://slsa.dev/provenance/v1</c>.</param>
    /// <param name="cancellationToken">The request's deadline, looked at before each attestation.</param>
    /// <returns>Every attestation that was found, or the reason why there is none. What they state is not looked at.</returns>
    /// <exception cref="ArgumentException">No predicate type was given.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed: nothing is known.</exception>
    /// <remarks>Source: in-toto attestation, spec/v1; cosign, specs/ATTESTATION_SPEC.md; sigstore, client-spec.</remarks>
    public static AttestationResult VerifyAttestation(
        Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement requirement, string predicateType, CancellationToken cancellationToken) =>
        VerifyAttestation(image, signatures, requirement, predicateType, null, cancellationToken);

    /// <summary>As above, at a time.</summary>
    /// <param name="image">The digest that would be admitted.</param>
    /// <param name="signatures">What was found for it, of every kind.</param>
    /// <param name="requirement">Whose attestation is wanted.</param>
    /// <param name="predicateType">What it must be about, exactly.</param>
    /// <param name="now">The current time, for a signer with <see cref="SigningTime.InsecureCurrent"/>; null for one who never has an attestation then.</param>
    /// <param name="cancellationToken">The request's deadline, looked at before each attestation.</param>
    /// <returns>Every attestation that was found, or the reason why there is none.</returns>
    /// <exception cref="ArgumentException">No predicate type was given.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed: nothing is known.</exception>
    public static AttestationResult VerifyAttestation(
        Digest image,
        IReadOnlyList<RawSignature> signatures,
        SignerRequirement requirement,
        string predicateType,
        DateTimeOffset? now,
        CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(predicateType);
        (IReadOnlyList<FoundClaim> found, VerificationResult.Failed? failed) =
            Search(image, signatures, requirement, new WantedClaim.Attestation(predicateType), now, cancellationToken);
        return failed is null
            ? new AttestationResult.Verified([.. found.Select(claim => new VerifiedAttestation(image, claim.Identity, claim.SignedBy, predicateType, claim.Payload))])
            : new AttestationResult.Failed(failed.Failure, failed.Detail);
    }

    // Either something was found, or there is a reason: never neither, never both.
    private static (IReadOnlyList<FoundClaim> Found, VerificationResult.Failed? Failed) Search(
        Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement requirement, WantedClaim wanted, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(signatures);
        ArgumentNullException.ThrowIfNull(requirement);
        if (signatures.Count is 0 or > Limits.MaxSignatures)
        {
            return ([], signatures.Count == 0
                ? new(VerificationFailure.NoSignature, "the image has no signature")
                : new(VerificationFailure.TooManySignatures, $"the image has {signatures.Count} signatures; at most {Limits.MaxSignatures} are looked at"));
        }

        var search = new SignatureSearch(image, requirement, wanted, now);
        foreach (RawSignature signature in signatures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            search.Look(signature);
        }

        return search.Found.Count > 0 ? (search.Found, null) : ([], search.Furthest ?? throw new UnreachableException());
    }
}
