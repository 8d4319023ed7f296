using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Reads what an authentic signature says, and whether it says it of the image.</summary>
internal static class ClaimReader
{
    public static bool TryRead(
        SignedBundle signed,
        Digest image,
        WantedClaim wanted,
        [NotNullWhen(true)] out ImageClaim? claim,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (claim, failed) = (signed.Bundle.Content, wanted) switch
        {
            (SignedContent.Envelope envelope, WantedClaim.Attestation attestation) => ReadStatement(envelope.Dsse, image, attestation.PredicateType),

            // `cosign attest` stores envelopes by themselves, `cosign sign` never does.
            (SignedContent.Envelope { Stored: null } envelope, WantedClaim.ImageSignature) => ReadStatement(envelope.Dsse, image, WantedClaim.ImageSignature.PredicateType),
            (SignedContent.Envelope, WantedClaim.ImageSignature) => Refuse(VerificationFailure.PredicateTypeWrong, "an attestation is no image signature"),
            (SignedContent.Message, WantedClaim.ImageSignature) when signed.Artifact.Bytes is { } payload => ReadSimpleSigning(payload, image),
            _ => Refuse(VerificationFailure.PayloadTypeWrong, "the signature is over bytes that say nothing of an image"),
        };
        return claim is not null;
    }

    private static (ImageClaim? Claim, VerificationResult.Failed? Failed) ReadSimpleSigning(ReadOnlyMemory<byte> bytes, Digest image)
    {
        if (!SimpleSigningPayload.TryParse(bytes, out SimpleSigningPayload? payload))
        {
            return Refuse(VerificationFailure.PayloadMalformed, "the signed payload is not strict simple-signing JSON");
        }

        if (payload.Type != SimpleSigningPayload.CosignType)
        {
            return Refuse(VerificationFailure.PayloadTypeWrong, $"the signed payload is a `{Shown.Of(payload.Type)}`, not a `{SimpleSigningPayload.CosignType}`");
        }

        return Digest.TryParse(payload.ManifestDigest, out Digest? digest) && digest == image
            ? (new ImageClaim([payload.Annotations], bytes), null)
            : Refuse(VerificationFailure.ImageDigestMismatch, $"the signature is of {Shown.Of(payload.ManifestDigest)}, not of {image}");
    }

    private static (ImageClaim? Claim, VerificationResult.Failed? Failed) ReadStatement(DsseEnvelope envelope, Digest image, string predicateType)
    {
        if (!StatementReader.TryRead(envelope, Artifact.Of(image), out Statement? statement, out IReadOnlyList<StatementSubject> subjects, out VerificationResult.Failed? failed))
        {
            return (null, failed);
        }

        // The predicate is compared before the subject: a bundle beside a signature, of the same image, is the usual case.
        if (statement.PredicateType != predicateType)
        {
            return Refuse(VerificationFailure.PredicateTypeWrong, $"the statement's predicate is `{Shown.Of(statement.PredicateType)}`, not `{Shown.Of(predicateType)}`");
        }

        return subjects.Count > 0
            ? (new ImageClaim([.. subjects.Select(subject => subject.Annotations)], envelope.Payload), null)
            : Refuse(VerificationFailure.ImageDigestMismatch, $"no subject of the statement is {image}");
    }

    private static (ImageClaim? Claim, VerificationResult.Failed? Failed) Refuse(VerificationFailure failure, string detail) => (null, new(failure, detail));
}
