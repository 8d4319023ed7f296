using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>The authorities' certificates that a token brings: candidates on the way to the trusted root, trusted by nobody.</summary>
internal static class EmbeddedAuthorities
{
    /// <summary>Those that can be read, at most <see cref="Limits.MaxChainCertificates"/>.</summary>
    public static IReadOnlyList<SigstoreCertificate> Of(SignedCms cms)
    {
        var authorities = new List<SigstoreCertificate>();
        foreach (X509Certificate2 embedded in cms.Certificates.Take(Limits.MaxChainCertificates))
        {
            if (SigstoreCertificate.TryParse(embedded.RawDataMemory, out SigstoreCertificate? certificate, out _) && certificate.IsCertificateAuthority)
            {
                authorities.Add(certificate);
            }
        }

        return authorities;
    }
}
