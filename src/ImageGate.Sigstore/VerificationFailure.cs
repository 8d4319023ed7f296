namespace ImageGate.Sigstore;

/// <summary>
/// Which check refused. One member a check, in the order of the checks: of several bad signatures the one that came
/// furthest gives the reason, because that one was most likely meant.
/// </summary>
/// <remarks>
/// The order is that of the client specification, but for one check: who made the signature comes first, because for a key
/// it tells which of an image's many signatures is meant at all.
/// </remarks>
public enum VerificationFailure
{
    /// <summary>There is no signature at all.</summary>
    NoSignature,

    /// <summary>More signatures than <see cref="Limits.MaxSignatures"/>: none was looked at.</summary>
    TooManySignatures,

    /// <summary>The stored bytes are not those that their descriptor names, or are over their bound.</summary>
    PayloadDigestMismatch,

    /// <summary>The bundle's media type is not one of the known versions.</summary>
    BundleTypeUnsupported,

    /// <summary>The bundle, or the DSSE envelope that is stored by itself, cannot be read, lacks a part or is over a bound.</summary>
    BundleMalformed,

    /// <summary>The signature is not base64, empty or over <see cref="Limits.MaxSignatureCharacters"/>.</summary>
    SignatureMalformed,

    /// <summary>One of the annotations that cosign stores beside a signature cannot be read.</summary>
    SignatureAnnotationMalformed,

    /// <summary>A certificate is wanted and the signature has a key, or the other way round.</summary>
    SignerKindMismatch,

    /// <summary>The certificate cannot be read, or its key is of a kind that is not accepted.</summary>
    CertificateMalformed,

    /// <summary>The digest that the bundle names is not that of the artifact.</summary>
    MessageDigestMismatch,

    /// <summary>No key of the signer made this signature over these bytes, or the certificate's key did not.</summary>
    SignatureInvalid,

    /// <summary>The signature is right, but fewer logs than are demanded hold an entry for it: none is there, or of logs that are not known.</summary>
    LogEntryMissing,

    /// <summary>The same log entry is there twice.</summary>
    LogEntryDuplicate,

    /// <summary>A log entry is of a type that is not supported, or of another than it is said to be.</summary>
    LogEntryTypeWrong,

    /// <summary>A log entry's body cannot be read.</summary>
    LogEntryMalformed,

    /// <summary>The log's promise to include the entry is not signed by the log.</summary>
    LogPromiseInvalid,

    /// <summary>The entry's time is outside of the time in which the log's key is good.</summary>
    LogTimeOutsideKeyWindow,

    /// <summary>A log entry has neither a promise nor a proof that could be verified; Rekor v2 gives proofs only.</summary>
    InclusionProofMissing,

    /// <summary>The log's checkpoint is no signed note.</summary>
    CheckpointMalformed,

    /// <summary>The checkpoint is of another log.</summary>
    CheckpointOriginMismatch,

    /// <summary>The checkpoint is not signed by the log.</summary>
    CheckpointSignatureInvalid,

    /// <summary>The proof does not lead from the entry to the checkpoint's root.</summary>
    InclusionProofInvalid,

    /// <summary>The log entry is genuine, but holds another signature.</summary>
    LogSignatureMismatch,

    /// <summary>The log entry is genuine, but names another key or certificate.</summary>
    LogKeyMismatch,

    /// <summary>The log entry is genuine, but of other content.</summary>
    LogContentMismatch,

    /// <summary>Fewer time-stamping authorities than are demanded stamped the signature: a stamp is missing or not right.</summary>
    TimestampMissing,

    /// <summary>No log and no time-stamping authority says when the signature was made.</summary>
    VerifiedTimeMissing,

    /// <summary>One of the times that are known of the signature is outside of the time in which the signer's key is good.</summary>
    KeyTimeMismatch,

    /// <summary>The certificate may not be used for signing code, is an authority itself, or has a critical extension that is not known.</summary>
    CertificateUsageWrong,

    /// <summary>The certificate was not good at one of the times that are known of the signature.</summary>
    CertificateTimeMismatch,

    /// <summary>No certificate authority of the trusted root, or of the signer's own PKI, that was good at the time of the signature issued the certificate.</summary>
    CertificateUntrusted,

    /// <summary>Fewer certificate logs than are demanded gave a timestamp for the certificate: none is there, or of logs that are not known.</summary>
    CertificateTimestampMissing,

    /// <summary>A certificate log's timestamp is malformed, not signed by the log, or outside of the time in which the log's key is good.</summary>
    CertificateTimestampInvalid,

    /// <summary>The signed payload is not strict simple-signing JSON or not an in-toto statement.</summary>
    PayloadMalformed,

    /// <summary>The payload is signed, but of another type than a cosign image signature or an in-toto statement.</summary>
    PayloadTypeWrong,

    /// <summary>The statement is signed, but says something else of the image: provenance is no signature, and a signature no provenance.</summary>
    PredicateTypeWrong,

    /// <summary>The payload is signed, but speaks of another image: a signature copied over.</summary>
    ImageDigestMismatch,

    /// <summary>The certificate is genuine, but its identity cannot be read.</summary>
    IdentityMalformed,

    /// <summary>The signature is genuine and of this image, but the signer's identity comes from another issuer.</summary>
    IssuerMismatch,

    /// <summary>The signature is genuine and of this image, but made by someone else.</summary>
    SubjectMismatch,

    /// <summary>The signature is genuine, of this image and by the wanted subject, but an extension of the certificate is not as wanted.</summary>
    IdentityExtensionMismatch,

    /// <summary>The signature is genuine and of this image, but lacks an annotation that the signer must have.</summary>
    AnnotationMismatch,
}
