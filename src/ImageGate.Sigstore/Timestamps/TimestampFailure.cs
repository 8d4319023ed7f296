namespace ImageGate.Sigstore.Timestamps;

/// <summary>Which check refused a time stamp, in the order of the checks.</summary>
internal enum TimestampFailure
{
    /// <summary>Not a TimeStampResp of at most <see cref="Limits.MaxTimestampBytes"/>, or one with bytes after it.</summary>
    ResponseMalformed,

    /// <summary>The response says that no stamp was granted.</summary>
    NotGranted,

    /// <summary>The token is not a CMS SignedData with one signer around a TSTInfo, in DER, or has a critical extension.</summary>
    TokenMalformed,

    /// <summary>The imprint's hash is not SHA-256, SHA-384 or SHA-512.</summary>
    ImprintAlgorithmUnsupported,

    /// <summary>The stamp is of something else.</summary>
    ImprintMismatch,

    /// <summary>The signer's certificate is neither in the token nor in the trusted root.</summary>
    SignerUnknown,

    /// <summary>The signer's certificate is malformed, or not one for time-stamping only.</summary>
    SignerCertificateWrong,

    /// <summary>genTime lies outside of the validity of the signer's certificate.</summary>
    OutsideSignerValidity,

    /// <summary>The signature's hash is not SHA-256, SHA-384 or SHA-512, or its algorithm is not ECDSA or RSA PKCS#1 with that hash.</summary>
    SignatureAlgorithmUnsupported,

    /// <summary>The signer did not sign the token.</summary>
    SignatureInvalid,

    /// <summary>The token's signingCertificate attribute is missing or names another certificate than the signer's.</summary>
    SigningCertificateMismatch,

    /// <summary>No authority of the trusted root issued the signer's certificate, or it wants another signer.</summary>
    AuthorityUnknown,

    /// <summary>The chain of the authority that issued the signer's certificate is refused.</summary>
    AuthorityUnusable,

    /// <summary>genTime lies outside of the validity of a certificate above the signer's.</summary>
    OutsideAuthorityValidity,

    /// <summary>genTime lies outside of the time in which the trusted root trusts the authority.</summary>
    OutsideAuthorityWindow,
}
