using System.Diagnostics;
using ImageGate.Sigstore.Keys;
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
    /// <param name="signatures">What was found for it; one bad signature beside a good one does no harm.</param>
    /// <param name="requirement">Whose signature is wanted.</param>
    /// <param name="cancellationToken">The request's deadline, looked at before each signature.</param>
    /// <returns>Proof for every identity of the signer that was found, or the reason why there is none.</returns>
    /// <exception cref="OperationCanceledException">The deadline passed: nothing is known.</exception>
    /// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md.</remarks>
    public static VerificationResult Verify(
        Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement requirement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(signatures);
        ArgumentNullException.ThrowIfNull(requirement);
        return signatures.Count switch
        {
            0 => new VerificationResult.Failed(VerificationFailure.NoSignature, "the image has no signature"),
            > Limits.MaxSignatures => new VerificationResult.Failed(
                VerificationFailure.TooManySignatures, $"the image has {signatures.Count} signatures; at most {Limits.MaxSignatures} are looked at"),
            _ => requirement switch
            {
                SignerRequirement.AnyKey anyKey => VerifyKeys(image, signatures, anyKey, cancellationToken),
                _ => throw new UnreachableException(),
            },
        };
    }

    private static VerificationResult VerifyKeys(
        Digest image, IReadOnlyList<RawSignature> signatures, SignerRequirement.AnyKey signer, CancellationToken cancellationToken)
    {
        var proofs = new List<VerifiedSignature>();
        VerificationResult.Failed? furthest = null;
        foreach (PublicKey key in signer.Keys)
        {
            foreach (RawSignature signature in signatures)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Check(image, signature, key, signer) is not { } failed)
                {
                    proofs.Add(new VerifiedSignature(image, "key:" + key.Fingerprint));
                    break;
                }

                furthest = furthest is null || failed.Failure > furthest.Failure ? failed : furthest;
            }
        }

        return proofs.Count > 0 ? new VerificationResult.Verified(proofs) : furthest ?? throw new UnreachableException();
    }

    private static VerificationResult.Failed? Check(Digest image, RawSignature signature, PublicKey key, SignerRequirement signer) =>
        signature switch
        {
            RawSignature.SimpleSigning simple => SimpleSigningCheck.Run(image, simple, key, signer),
            _ => throw new UnreachableException(),
        };
}
