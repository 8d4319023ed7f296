namespace ImageGate.EndToEnd.Parts;

/// <summary>Whom clients trust of one Sigstore instance, in files.</summary>
/// <param name="TrustedRoot">The trusted root, JSON: for cosign 3 and ImageGate.</param>
/// <param name="FulcioChain">The certificate authority, PEM.</param>
/// <param name="RekorKey">The key of Rekor v1, PEM.</param>
/// <param name="CertificateLogKey">The key of the certificate log, PEM.</param>
/// <param name="TimestampChain">The time-stamping authority, PEM, its leaf first.</param>
internal sealed record SigstoreFiles(string TrustedRoot, string FulcioChain, string RekorKey, string CertificateLogKey, string TimestampChain)
{
    /// <summary>cosign 2 takes a private instance from its environment; without it, it looks for the public one.</summary>
    public Dictionary<string, string> Cosign2Environment => new()
    {
        ["SIGSTORE_ROOT_FILE"] = FulcioChain,
        ["SIGSTORE_REKOR_PUBLIC_KEY"] = RekorKey,
        ["SIGSTORE_CT_LOG_PUBLIC_KEY_FILE"] = CertificateLogKey,
    };
}
