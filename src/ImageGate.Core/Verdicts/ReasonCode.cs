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

    /// <summary>The image has no signature that can be read.</summary>
    NoSignature,

    /// <summary>The image has more signatures than are looked at.</summary>
    TooManySignatures,

    /// <summary>The payload's bytes are not those that its descriptor names.</summary>
    PayloadDigestMismatch,

    /// <summary>The signature is not base64.</summary>
    SignatureMalformed,

    /// <summary>No signature was made by the signer's key.</summary>
    SignatureInvalid,

    /// <summary>The signed payload is not simple-signing JSON.</summary>
    PayloadMalformed,

    /// <summary>The signed payload is of another kind.</summary>
    PayloadTypeWrong,

    /// <summary>The signature is of another image.</summary>
    ImageDigestMismatch,

    /// <summary>The signature lacks an annotation.</summary>
    AnnotationMismatch,

    /// <summary>A transparency log entry is required, and none was verified.</summary>
    LogEntryMissing,

    /// <summary>Some signers passed, but not as many distinct ones as are demanded.</summary>
    NotEnoughSigners,

    /// <summary>The image is verified, but its text has no digest: <c>/validate</c> under an enforcing policy.</summary>
    NotPinned,
}
