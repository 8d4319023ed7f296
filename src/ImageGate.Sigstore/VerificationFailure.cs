namespace ImageGate.Sigstore;

/// <summary>
/// Which check refused. One member a check, in the order of the checks: of several bad signatures the one that came
/// furthest gives the reason, because that one was most likely meant.
/// </summary>
public enum VerificationFailure
{
    /// <summary>There is no signature at all.</summary>
    NoSignature,

    /// <summary>More signatures than <see cref="Limits.MaxSignatures"/>: none was looked at.</summary>
    TooManySignatures,

    /// <summary>The payload's bytes are not those that its descriptor names, or are over <see cref="Limits.MaxPayloadBytes"/>.</summary>
    PayloadDigestMismatch,

    /// <summary>The signature is not base64, empty or over <see cref="Limits.MaxSignatureCharacters"/>.</summary>
    SignatureMalformed,

    /// <summary>No key of the signer made this signature over these bytes.</summary>
    SignatureInvalid,

    /// <summary>The key made the signature, but the payload is not strict simple-signing JSON.</summary>
    PayloadMalformed,

    /// <summary>The payload is signed, but its <c>critical.type</c> is not <c>cosign container image signature</c>.</summary>
    PayloadTypeWrong,

    /// <summary>The payload is signed, but speaks of another image: a signature copied over.</summary>
    ImageDigestMismatch,

    /// <summary>The signature is genuine and of this image, but lacks an annotation that the signer must have.</summary>
    AnnotationMismatch,

    /// <summary>The signature is genuine, but a transparency log entry is required and none was verified.</summary>
    LogEntryMissing,
}
