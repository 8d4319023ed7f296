namespace ImageGate.Sigstore.Certificates;

/// <summary>Which check refused the timestamps of the certificate logs, in the order of the checks.</summary>
internal enum CertificateTimestampFailure
{
    /// <summary>The certificate carries none.</summary>
    Missing,

    /// <summary>The extension is not a list of timestamps as RFC 6962 has it, or one of over <see cref="Limits.MaxCertificateTimestamps"/>.</summary>
    Malformed,

    /// <summary>No log of the trusted root has that id.</summary>
    LogUnknown,

    /// <summary>The log's key is of a type that is not supported, or the signature names an algorithm that is not the key's.</summary>
    AlgorithmUnsupported,

    /// <summary>The timestamp lies outside of the time in which the log's key is good.</summary>
    OutsideLogWindow,

    /// <summary>The log did not sign this certificate.</summary>
    SignatureInvalid,

    /// <summary>There are genuine timestamps, but of fewer distinct logs than wanted.</summary>
    TooFewLogs,
}
