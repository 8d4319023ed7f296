namespace ImageGate.Sigstore.Certificates;

/// <summary>Which check refused a certificate, in the order of the checks.</summary>
internal enum CertificatePathFailure
{
    /// <summary>There is no verified time to check it at, or there are over <see cref="Limits.MaxVerifiedTimes"/>.</summary>
    NoVerifiedTime,

    /// <summary>The certificate's key is of a type or size that is not supported.</summary>
    KeyUnsupported,

    /// <summary>The certificate has a critical extension that is not known.</summary>
    UnknownCriticalExtension,

    /// <summary>The certificate says that it is an authority itself.</summary>
    LeafIsAuthority,

    /// <summary>The certificate lacks the key usage digitalSignature.</summary>
    KeyUsageWrong,

    /// <summary>The certificate is not for this purpose, or its extended key usage is missing.</summary>
    PurposeWrong,

    /// <summary>A verified time lies outside of the certificate's own validity.</summary>
    OutsideValidity,

    /// <summary>No authority of the trusted root has the issuer's name and key identifier.</summary>
    IssuerUnknown,

    /// <summary>The authority's own chain is refused.</summary>
    AuthorityUnusable,

    /// <summary>The authority of that name did not sign the certificate.</summary>
    SignatureInvalid,

    /// <summary>A verified time lies outside of the validity of a certificate above.</summary>
    OutsideAuthorityValidity,

    /// <summary>A verified time lies outside of the time in which the trusted root trusts the authority.</summary>
    OutsideAuthorityWindow,
}
