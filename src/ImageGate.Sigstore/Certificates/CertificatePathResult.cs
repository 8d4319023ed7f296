using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Whether a signing certificate was issued by an authority of the trusted root, and was good at every verified time.</summary>
internal abstract record CertificatePathResult
{
    private CertificatePathResult()
    {
    }

    /// <summary>The certificate is trusted.</summary>
    /// <param name="Authority">The entry of the trusted root.</param>
    /// <param name="Issuer">The certificate whose key signed the leaf: what certificate timestamps are bound to.</param>
    public sealed record Verified(CertificateAuthority Authority, SigstoreCertificate Issuer) : CertificatePathResult;

    /// <summary>The certificate is not trusted.</summary>
    /// <param name="Failure">The check that refused it; of several authorities the one that it came furthest with.</param>
    /// <param name="Detail">For people.</param>
    public sealed record Failed(CertificatePathFailure Failure, string Detail) : CertificatePathResult;
}
