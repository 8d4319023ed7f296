using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Server.Certificates;

namespace ImageGate.Server.Tests.Certificates;

/// <summary>What an API server does with a webhook's certificate and a <c>caBundle</c>.</summary>
internal static class ApiServerTrust
{
    /// <summary>Why it would not call, or null: it would.</summary>
    public static string? Problem(ServingCertificate leaf, string caBundle, string host, DateTimeOffset now)
    {
        using var certificate = X509Certificate2.CreateFromPem(leaf.CertificatePem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(caBundle);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));
        return !chain.Build(certificate) ? string.Join(", ", chain.ChainStatus.Select(status => status.Status))
            : !certificate.MatchesHostname(host) ? "another name"
            : null;
    }
}
