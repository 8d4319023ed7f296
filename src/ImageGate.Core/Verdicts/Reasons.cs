using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Core.Verdicts;

/// <summary>What the verifier and the registry said, in the words of the domain.</summary>
internal static class Reasons
{
    public static ReasonCode Of(VerificationFailure failure) => failure switch
    {
        VerificationFailure.NoSignature => ReasonCode.NoSignature,
        VerificationFailure.TooManySignatures => ReasonCode.TooManySignatures,
        VerificationFailure.PayloadDigestMismatch => ReasonCode.PayloadDigestMismatch,
        VerificationFailure.BundleTypeUnsupported => ReasonCode.BundleTypeUnsupported,
        VerificationFailure.BundleMalformed => ReasonCode.BundleMalformed,
        VerificationFailure.SignatureMalformed => ReasonCode.SignatureMalformed,
        VerificationFailure.SignatureAnnotationMalformed => ReasonCode.SignatureAnnotationMalformed,
        VerificationFailure.SignerKindMismatch => ReasonCode.SignerKindMismatch,
        VerificationFailure.CertificateMalformed => ReasonCode.CertificateMalformed,
        VerificationFailure.MessageDigestMismatch => ReasonCode.MessageDigestMismatch,
        VerificationFailure.SignatureInvalid => ReasonCode.SignatureInvalid,
        VerificationFailure.LogEntryMissing => ReasonCode.LogEntryMissing,
        VerificationFailure.LogEntryDuplicate => ReasonCode.LogEntryDuplicate,
        VerificationFailure.LogEntryTypeWrong => ReasonCode.LogEntryTypeWrong,
        VerificationFailure.LogEntryMalformed => ReasonCode.LogEntryMalformed,
        VerificationFailure.LogPromiseInvalid => ReasonCode.LogPromiseInvalid,
        VerificationFailure.LogTimeOutsideKeyWindow => ReasonCode.LogTimeOutsideKeyWindow,
        VerificationFailure.InclusionProofMissing => ReasonCode.InclusionProofMissing,
        VerificationFailure.CheckpointMalformed => ReasonCode.CheckpointMalformed,
        VerificationFailure.CheckpointOriginMismatch => ReasonCode.CheckpointOriginMismatch,
        VerificationFailure.CheckpointSignatureInvalid => ReasonCode.CheckpointSignatureInvalid,
        VerificationFailure.InclusionProofInvalid => ReasonCode.InclusionProofInvalid,
        VerificationFailure.LogSignatureMismatch => ReasonCode.LogSignatureMismatch,
        VerificationFailure.LogKeyMismatch => ReasonCode.LogKeyMismatch,
        VerificationFailure.LogContentMismatch => ReasonCode.LogContentMismatch,
        VerificationFailure.TimestampMissing => ReasonCode.TimestampMissing,
        VerificationFailure.VerifiedTimeMissing => ReasonCode.VerifiedTimeMissing,
        VerificationFailure.KeyTimeMismatch => ReasonCode.KeyTimeMismatch,
        VerificationFailure.CertificateUsageWrong => ReasonCode.CertificateUsageWrong,
        VerificationFailure.CertificateTimeMismatch => ReasonCode.CertificateTimeMismatch,
        VerificationFailure.CertificateUntrusted => ReasonCode.CertificateUntrusted,
        VerificationFailure.CertificateTimestampMissing => ReasonCode.CertificateTimestampMissing,
        VerificationFailure.CertificateTimestampInvalid => ReasonCode.CertificateTimestampInvalid,
        VerificationFailure.PayloadMalformed => ReasonCode.PayloadMalformed,
        VerificationFailure.PayloadTypeWrong => ReasonCode.PayloadTypeWrong,
        VerificationFailure.PredicateTypeWrong => ReasonCode.PredicateTypeWrong,
        VerificationFailure.ImageDigestMismatch => ReasonCode.ImageDigestMismatch,
        VerificationFailure.IdentityMalformed => ReasonCode.IdentityMalformed,
        VerificationFailure.IssuerMismatch => ReasonCode.IssuerMismatch,
        VerificationFailure.SubjectMismatch => ReasonCode.SubjectMismatch,
        VerificationFailure.IdentityExtensionMismatch => ReasonCode.IdentityExtensionMismatch,
        VerificationFailure.AnnotationMismatch => ReasonCode.AnnotationMismatch,
        _ => throw new UnreachableException(),
    };

    /// <summary>
    /// Wrong credentials are a denial, not "could not tell": asking again gives the same answer, and whoever can make a
    /// repository private must not profit from a lenient <c>onUnavailable</c>.
    /// </summary>
    public static CheckResult Of(RegistryFailure failure) => failure switch
    {
        RegistryFailure.NotFound notFound => new CheckResult.Failed(ReasonCode.ImageNotFound, notFound.Detail),
        RegistryFailure.Unauthorized unauthorized => new CheckResult.Failed(ReasonCode.RegistryUnauthorized, unauthorized.Detail),
        RegistryFailure.TooLarge tooLarge => new CheckResult.Failed(ReasonCode.RegistryTooLarge, tooLarge.Detail),
        RegistryFailure.Invalid invalid => new CheckResult.Failed(ReasonCode.RegistryInvalid, invalid.Detail),
        RegistryFailure.Unavailable unavailable => new CheckResult.Unavailable(Of(unavailable.Cause), unavailable.Detail, unavailable.RetryAfter),
        _ => throw new UnreachableException(),
    };

    /// <summary>Nobody says when it will be there.</summary>
    public static CheckResult.Unavailable Of(SignerTrust.Unavailable unavailable) => new(unavailable.Reason, unavailable.Detail, null);

    /// <summary>That nobody can tell whether a policy holds in a namespace.</summary>
    public static CheckResult.Unavailable Of(Placement placement) => new(
        ReasonCode.NamespaceLabelsUnavailable,
        $"whether the policy holds in namespace \"{placement.Namespace}\" depends on the namespace's labels, and they are not known{(placement.Labels is NamespaceLabels.Unknown unknown ? ": " + unknown.Reason : "")}",
        null);

    private static ReasonCode Of(UnavailableCause cause) => cause switch
    {
        UnavailableCause.Unreachable => ReasonCode.RegistryUnreachable,
        UnavailableCause.Timeout => ReasonCode.RegistryTimeout,
        UnavailableCause.Throttled => ReasonCode.RegistryThrottled,
        _ => throw new UnreachableException(),
    };
}
