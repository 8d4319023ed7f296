using System.Diagnostics;
using ImageGate.Core.Verdicts;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What a user can do about each reason: one sentence.</summary>
internal static class Advice
{
    private const string SignWithWantedKey = "Sign the image with a key that the policy names.";
    private const string SignAgain = "Sign the image again; what is stored beside it is damaged or made by another tool.";
    private const string AskRegistryAdministrator = "Ask the registry's administrator; the registry does not answer as the OCI distribution-spec says.";
    private const string TryAgain = "Try again in a moment; nothing is wrong with the image as far as is known.";

    public static string For(ReasonCode reason) => reason switch
    {
        ReasonCode.InternalError => "Ask the cluster's administrator to look into ImageGate's log.",
        ReasonCode.BadReference => "Write the image as [HOST/]PATH[:TAG][@sha256:DIGEST].",
        ReasonCode.NoPolicyMatches => "Use an image that a policy speaks of, or ask the cluster's administrator for a policy.",
        ReasonCode.DeniedByPolicy => "Use another image; signatures do not change this.",
        ReasonCode.ImageNotFound => "Check the spelling of the image, and whether it was pushed.",
        ReasonCode.RegistryUnauthorized => "Check the spelling of the image, and ask the cluster's administrator whether ImageGate may read the repository.",
        ReasonCode.RegistryInvalid => AskRegistryAdministrator,
        ReasonCode.RegistryTooLarge => "Remove what is too large or too much beside the image in the registry.",
        ReasonCode.RegistryUnreachable or ReasonCode.RegistryTimeout or ReasonCode.RegistryThrottled => TryAgain,
        ReasonCode.KeyUnavailable => "Ask the cluster's administrator whether ImageGate can read the signer's key where it is kept; nothing is wrong with the image as far as is known.",
        ReasonCode.NamespaceLabelsUnavailable => "Try again in a moment; when it stays, ask the cluster's administrator whether ImageGate can read namespaces.",
        ReasonCode.TrustRootUnavailable => "Ask the cluster's administrator whether ImageGate can reach the TUF mirror of the trust root; nothing is wrong with the image as far as is known.",
        ReasonCode.NoSignature => "Sign the image (cosign sign), and check that the signature was pushed beside it.",
        ReasonCode.TooManySignatures => "Remove old signatures of the image from the registry.",
        ReasonCode.PayloadDigestMismatch or ReasonCode.SignatureMalformed or ReasonCode.PayloadMalformed or ReasonCode.PayloadTypeWrong
            or ReasonCode.BundleMalformed or ReasonCode.SignatureAnnotationMalformed or ReasonCode.CertificateMalformed or ReasonCode.MessageDigestMismatch
            or ReasonCode.LogEntryDuplicate or ReasonCode.LogEntryMalformed or ReasonCode.CheckpointMalformed or ReasonCode.CertificateTimeMismatch
            or ReasonCode.IdentityMalformed or ReasonCode.CertificateUsageWrong => SignAgain,
        ReasonCode.BundleTypeUnsupported or ReasonCode.LogEntryTypeWrong or ReasonCode.InclusionProofMissing => "Sign the image again with a current version of cosign.",
        ReasonCode.LogPromiseInvalid or ReasonCode.CheckpointSignatureInvalid or ReasonCode.InclusionProofInvalid or ReasonCode.LogSignatureMismatch
            or ReasonCode.LogKeyMismatch or ReasonCode.LogContentMismatch => "Sign the image again; if nobody should have changed what is stored beside it, find out who did.",
        ReasonCode.LogTimeOutsideKeyWindow or ReasonCode.CheckpointOriginMismatch or ReasonCode.CertificateUntrusted or ReasonCode.CertificateTimestampMissing
            or ReasonCode.CertificateTimestampInvalid => "Check that the policy's trust root is up to date and of the Sigstore instance that signed the image.",
        ReasonCode.KeyTimeMismatch => "Sign the image with a key that is in use now, or ask for the time in which the policy accepts this one.",
        ReasonCode.TimestampMissing or ReasonCode.VerifiedTimeMissing => "Sign the image with a transparency log or a time-stamping authority that the trust root names.",
        ReasonCode.SignerKindMismatch => "Sign the image as the policy wants it: with a key, with a certificate, or keyless.",
        ReasonCode.PredicateTypeWrong => "Sign the image itself (cosign sign); provenance or an SBOM is no signature of it.",
        ReasonCode.IssuerMismatch or ReasonCode.SubjectMismatch or ReasonCode.IdentityExtensionMismatch => "Have the image signed by the identity that the policy names.",
        ReasonCode.SignatureInvalid => SignWithWantedKey,
        ReasonCode.ImageDigestMismatch => "Sign this very image; a signature cannot be copied from another one.",
        ReasonCode.AnnotationMismatch => "Sign the image with the annotations that the policy demands (cosign sign -a NAME=VALUE).",
        ReasonCode.LogEntryMissing => "Sign the image with an upload to the transparency log (cosign's default).",
        ReasonCode.NotEnoughSigners => "Have the image signed by more of the signers that the policy names.",
        ReasonCode.AttestationMissing => "Attest the image (cosign attest) with the predicate and the signer that the policy names.",
        ReasonCode.AttestationTooOld => "Attest the image again (cosign attest); the policy bounds the age of attestations.",
        ReasonCode.NotPinned => "Write the image with its digest, or register ImageGate's mutating webhook, which does that.",
        ReasonCode.AlertUndelivered => "Ask the cluster's administrator whether ImageGate can reach that receiver of alerts; nothing is wrong with the image.",
        _ => throw new UnreachableException($"no advice for {reason}"),
    };
}
