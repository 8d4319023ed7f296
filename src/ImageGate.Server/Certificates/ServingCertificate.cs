using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Server.Certificates;

/// <summary>A certificate of the webhook with its key.</summary>
internal sealed record ServingCertificate
{
    /// <summary>id-kp-serverAuth. Source: RFC 5280, section 4.2.1.12.</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private ServingCertificate(string certificatePem, string keyPem, ValidityPeriod validity, ServingNames names)
    {
        CertificatePem = certificatePem;
        KeyPem = keyPem;
        Validity = validity;
        Names = names;
    }

    /// <summary>The certificate, one PEM block without a line end behind it.</summary>
    public string CertificatePem { get; }

    /// <summary>Its key, PKCS#8 in PEM.</summary>
    public string KeyPem { get; }

    /// <summary>From when until when it is good.</summary>
    public ValidityPeriod Validity { get; }

    /// <summary>For which names.</summary>
    public ServingNames Names { get; }

    /// <summary>Reads a stored one.</summary>
    /// <exception cref="CryptographicException">One of both cannot be read.</exception>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    public static ServingCertificate Read(string certificatePem, string keyPem)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("its key is not ECDSA");
        return new ServingCertificate(
            certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), ValidityPeriod.Of(certificate), ServingNames.In(certificate));
    }

    /// <summary>Whether an authority of these signed it, for a server; at any time, good now or not.</summary>
    /// <param name="authorities">PEM of the authorities.</param>
    public bool IsSignedBy(string authorities)
    {
        using var certificate = X509Certificate2.CreateFromPem(CertificatePem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }

    /// <summary>As connections show it.</summary>
    public SslStreamCertificateContext ToContext() =>
        SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(CertificatePem, KeyPem), null, offline: true);

    /// <summary>Never the key.</summary>
    public override string ToString() => $"certificate for {Names}, valid until {Validity.NotAfter:O}";
}
