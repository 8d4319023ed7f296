using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Oci.Http;

/// <summary>Which certificates prove that a host is who it says. The host's name is checked in any case, by the TLS stack.</summary>
internal static class HostTrust
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>The system's certificates, or, when there is a bundle, that alone.</summary>
    public static X509ChainPolicy Policy(string? caBundle)
    {
        var policy = new X509ChainPolicy
        {
            // A certificate names the URLs of its revocation lists and issuers: a stranger's URLs, which are not fetched.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (caBundle is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Read(caBundle));
        }

        return policy;
    }

    // A bundle that cannot be read trusts nobody.
    private static X509Certificate2Collection Read(string caBundle)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(caBundle);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        return certificates;
    }
}
