using System.Diagnostics;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Sigstore;

/// <summary>
/// Answers whether a Sigstore bundle is a wanted signer's signature of any artifact: bytes in, answer out. For an image's
/// signatures use <see cref="SignatureVerifier"/>, which also asks what was stated of the image.
/// </summary>
public static class BundleVerifier
{
    /// <summary>Verifies a bundle.</summary>
    /// <param name="bundle">The bundle's JSON, version 0.1 to 0.3.</param>
    /// <param name="artifact">What must have been signed: the message, or a subject of the in-toto statement.</param>
    /// <param name="requirement">Who must have signed it.</param>
    /// <param name="now">The current time, for a signer with <see cref="Certificates.SigningTime.InsecureCurrent"/>; null for one who never signed then.</param>
    /// <remarks>Source: sigstore, client-spec, "Verification".</remarks>
    public static BundleResult Verify(ReadOnlyMemory<byte> bundle, Artifact artifact, SignerRequirement requirement, DateTimeOffset? now = null)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(requirement);
        return SigstoreBundle.TryParse(bundle, requirement, out SigstoreBundle? parsed, out VerificationResult.Failed? failed)
            ? Verify(parsed, artifact, requirement, now)
            : new BundleResult.Failed(failed.Failure, failed.Detail);
    }

    /// <summary>As above, for what has been read already.</summary>
    internal static BundleResult Verify(SigstoreBundle bundle, Artifact artifact, SignerRequirement requirement, DateTimeOffset? now)
    {
        VerificationResult.Failed? failed;
        switch (requirement)
        {
            case SignerRequirement.Keyless keyless:
                return KeylessSignature.TryVerify(bundle, artifact, keyless, out AuthenticBundle? authentic, out failed)
                    && (failed = CheckContent(bundle.Content, artifact, requirement)) is null
                    && SignerIdentity.TryMatch(authentic.Signed.Signer.Certificate!, keyless.Identity, out string? identity, out failed)
                    ? new BundleResult.Verified(identity, authentic.Times)
                    : new BundleResult.Failed(failed.Failure, failed.Detail);
            case SignerRequirement.Certificate certificate:
                return OwnAuthoritySignature.TryVerify(bundle, artifact, certificate, now, out AuthenticBundle? genuine, out failed)
                    && (failed = CheckContent(bundle.Content, artifact, requirement)) is null
                    && SignerIdentity.TryMatch(genuine.Signed.Signer.Certificate!, certificate.Subject, out string? subject, out failed)
                    ? new BundleResult.Verified(subject, genuine.Times)
                    : new BundleResult.Failed(failed.Failure, failed.Detail);
            case SignerRequirement.AnyKey anyKey:
                return VerifyKeys(bundle, artifact, anyKey);
            default:
                throw new UnreachableException();
        }
    }

    private static BundleResult VerifyKeys(SigstoreBundle bundle, Artifact artifact, SignerRequirement.AnyKey signer)
    {
        VerificationResult.Failed? furthest = null;
        foreach (PublicKey key in signer.Keys)
        {
            if (KeySignature.TryVerify(bundle, artifact, key, signer, out AuthenticBundle? authentic, out VerificationResult.Failed? failed)
                && (failed = CheckContent(bundle.Content, artifact, signer)) is null)
            {
                return new BundleResult.Verified(SignerIdentity.Of(key), authentic.Times);
            }

            furthest = furthest is null || failed.Failure > furthest.Failure ? failed : furthest;
        }

        return furthest is null ? throw new UnreachableException() : new BundleResult.Failed(furthest.Failure, furthest.Detail);
    }

    // A message is the artifact itself, and its signature was verified over it; a statement has to name it.
    private static VerificationResult.Failed? CheckContent(SignedContent content, Artifact artifact, SignerRequirement requirement)
    {
        if (content is not SignedContent.Envelope envelope)
        {
            return new ImageClaim([new Dictionary<string, string>()], default).CheckAnnotations(requirement.Annotations);
        }

        if (!StatementReader.TryRead(envelope.Dsse, artifact, out _, out IReadOnlyList<StatementSubject> subjects, out VerificationResult.Failed? failed))
        {
            return failed;
        }

        return subjects.Count > 0
            ? new ImageClaim([.. subjects.Select(subject => subject.Annotations)], envelope.Dsse.Payload).CheckAnnotations(requirement.Annotations)
            : new(VerificationFailure.ImageDigestMismatch, $"no subject of the statement is {artifact.Digest}");
    }
}
