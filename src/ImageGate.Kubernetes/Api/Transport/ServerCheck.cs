using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Kubernetes.Api.Configuration;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>
/// Checks the server's certificate: its name by the TLS stack, its path against exactly the configured CA. A CA file is read
/// again for each new connection, so a rotated CA holds from then on.
/// </summary>
internal sealed class ServerCheck(ApiAuthority authority)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>Whether the server is the one that is meant.</summary>
    public bool Accepts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            || AuthorityCertificates.Read(authority).Pem is not { } pem)
        {
            return false;
        }

        using var leaf = new X509Certificate2(certificate);
        X509Certificate2Collection bundle = AuthorityCertificates.Parse(pem);

        // One after the other: while a CA rotates there are two of one name, and the chain's engine may try only the first.
        return bundle.Any(root => Builds(leaf, root, [.. bundle, .. sent?.ChainPolicy.ExtraStore ?? []]));
    }

    /// <summary>Trusts nobody, and fetches nothing that a certificate names: for the TLS stack's own look, which decides nothing.</summary>
    public static X509ChainPolicy Nobody() => Policy([]);

    private static bool Builds(X509Certificate2 leaf, X509Certificate2 root, X509Certificate2[] others)
    {
        using var chain = new X509Chain { ChainPolicy = Policy([root]) };
        chain.ChainPolicy.ExtraStore.AddRange(others);
        return chain.Build(leaf);
    }

    private static X509ChainPolicy Policy(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
            TrustMode = X509ChainTrustMode.CustomRootTrust,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        policy.CustomTrustStore.AddRange(trusted);
        return policy;
    }
}
