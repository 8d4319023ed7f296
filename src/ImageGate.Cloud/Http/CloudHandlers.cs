using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Cloud.Http;

/// <summary>How connections are made: through the proxy that the environment names, without redirects (a token stays with its host) and cookies.</summary>
internal static class CloudHandlers
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>A handler whose answers are bounded.</summary>
    /// <param name="caBundle">PEM of who alone may vouch for the host, or null: the system's.</param>
    public static HttpMessageHandler Create(string? caBundle = null)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Limits.ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),        // a private endpoint's address may change
            MaxResponseHeadersLength = 32,
        };
        handler.SslOptions.CertificateChainPolicy = TrustOf(caBundle);
        return new BoundedHandler(handler);
    }

    private static X509ChainPolicy TrustOf(string? caBundle)
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
            policy.CustomTrustStore.ImportFromPem(caBundle);
        }

        return policy;
    }
}
