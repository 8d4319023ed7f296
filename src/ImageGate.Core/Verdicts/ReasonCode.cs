namespace ImageGate.Core.Verdicts;

/// <summary>Why an image did not pass, as users, metrics and tests name it. docs/reasons.md says what to do about each.</summary>
public enum ReasonCode
{
    /// <summary>A fault of ImageGate's own.</summary>
    InternalError,

    /// <summary>The image text is no valid image reference.</summary>
    BadReference,

    /// <summary>No policy speaks of the image.</summary>
    NoPolicyMatches,

    /// <summary>A policy says <c>deny</c>.</summary>
    DeniedByPolicy,

    /// <summary>The tag or repository does not exist.</summary>
    ImageNotFound,

    /// <summary>The registry wants other credentials.</summary>
    RegistryUnauthorized,

    /// <summary>The registry's answer breaks the protocol.</summary>
    RegistryInvalid,

    /// <summary>The registry's answer is over its bound.</summary>
    RegistryTooLarge,

    /// <summary>The registry could not be reached or failed.</summary>
    RegistryUnreachable,

    /// <summary>The registry did not answer in time.</summary>
    RegistryTimeout,

    /// <summary>The registry said that there are too many requests.</summary>
    RegistryThrottled,

    /// <summary>The trust root that a signer needs is not there yet, or its last refresh is too long ago.</summary>
    TrustRootUnavailable,

    /// <summary>The public key that a signer needs is kept elsewhere, and is not there yet or was last seen too long ago.</summary>
    KeyUnavailable,

    /// <summary>Whether a policy holds in the namespace depends on labels of it that are not known.</summary>
    NamespaceLabelsUnavailable,

    /// <summary>The image has no signature that can be read.</summary>
    NoSignature,

    /// <summary>The image has more signatures than are looked at.</summary>
    TooManySignatures,

    /// <summary>The stored bytes are not those that their descriptor names.</summary>
    PayloadDigestMismatch,

    /// <summary>The Sigstore bundle is of a version that is not known.</summary>
    BundleTypeUnsupported,

    /// <summary>The Sigstore bundle cannot be read.</summary>
    BundleMalformed,

    /// <summary>The signature is not base64.</summary>
    SignatureMalformed,

    /// <summary>An annotation beside the signature cannot be read.</summary>
    SignatureAnnotationMalformed,

    /// <summary>The signature has a key where a certificate is wanted, or the other way round.</summary>
    SignerKindMismatch,

    /// <summary>The signing certificate cannot be read.</summary>
    CertificateMalformed,

    /// <summary>The digest in the bundle is not that of the artifact.</summary>
    MessageDigestMismatch,

    /// <summary>No signature was made by the signer's key.</summary>
    SignatureInvalid,

    /// <summary>A transparency log entry is required, and too few logs have one.</summary>
    LogEntryMissing,

    /// <summary>The same log entry is there twice.</summary>
    LogEntryDuplicate,

    /// <summary>The log entry is of a type that is not supported or not the one it is said to be.</summary>
    LogEntryTypeWrong,

    /// <summary>The log entry cannot be read.</summary>
    LogEntryMalformed,

    /// <summary>The log's promise is not signed by the log.</summary>
    LogPromiseInvalid,

    /// <summary>The log's key was not good at the entry's time.</summary>
    LogTimeOutsideKeyWindow,

    /// <summary>The log entry has neither promise nor proof.</summary>
    InclusionProofMissing,

    /// <summary>The log's checkpoint cannot be read.</summary>
    CheckpointMalformed,

    /// <summary>The checkpoint is of another log.</summary>
    CheckpointOriginMismatch,

    /// <summary>The checkpoint is not signed by the log.</summary>
    CheckpointSignatureInvalid,

    /// <summary>The proof does not lead from the entry to the checkpoint.</summary>
    InclusionProofInvalid,

    /// <summary>The log entry is of another signature.</summary>
    LogSignatureMismatch,

    /// <summary>The log entry names another signer.</summary>
    LogKeyMismatch,

    /// <summary>The log entry is of other content.</summary>
    LogContentMismatch,

    /// <summary>Too few time-stamping authorities stamped the signature.</summary>
    TimestampMissing,

    /// <summary>Nobody trusted says when the signature was made.</summary>
    VerifiedTimeMissing,

    /// <summary>The signer's key was not good when the signature was made.</summary>
    KeyTimeMismatch,

    /// <summary>The certificate is not one for signing.</summary>
    CertificateUsageWrong,

    /// <summary>The certificate was not good when the signature was made.</summary>
    CertificateTimeMismatch,

    /// <summary>No trusted authority issued the certificate.</summary>
    CertificateUntrusted,

    /// <summary>Too few certificate logs hold the certificate.</summary>
    CertificateTimestampMissing,

    /// <summary>A certificate log's timestamp is not right.</summary>
    CertificateTimestampInvalid,

    /// <summary>The signed payload cannot be read.</summary>
    PayloadMalformed,

    /// <summary>The signed payload is of another kind.</summary>
    PayloadTypeWrong,

    /// <summary>The statement says something else of the image.</summary>
    PredicateTypeWrong,

    /// <summary>The signature is of another image.</summary>
    ImageDigestMismatch,

    /// <summary>The certificate's identity cannot be read.</summary>
    IdentityMalformed,

    /// <summary>Another issuer vouched for the signer's identity.</summary>
    IssuerMismatch,

    /// <summary>Someone else signed.</summary>
    SubjectMismatch,

    /// <summary>An extension of the certificate is not as wanted.</summary>
    IdentityExtensionMismatch,

    /// <summary>The signature lacks an annotation.</summary>
    AnnotationMismatch,

    /// <summary>Some signers passed, but not as many distinct ones as are demanded.</summary>
    NotEnoughSigners,

    /// <summary>A demanded attestation is not there, or not by a wanted signer.</summary>
    AttestationMissing,

    /// <summary>A demanded attestation is there, but older than the policy allows.</summary>
    AttestationTooOld,

    /// <summary>The image is verified, but its text has no digest: <c>/validate</c> under an enforcing policy.</summary>
    NotPinned,

    /// <summary>The image may run, but an alert that has to be delivered for that could not be.</summary>
    AlertUndelivered,
}
