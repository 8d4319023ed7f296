using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Server.Certificates;

/// <summary>An authority with its key: ECDSA on P-256, for serving certificates of the webhook only.</summary>
internal sealed record SigningAuthority
{
    private SigningAuthority(string certificatePem, string keyPem, ValidityPeriod validity)
    {
        CertificatePem = certificatePem;
        KeyPem = keyPem;
        Validity = validity;
    }

    /// <summary>Its certificate, one PEM block without a line end behind it.</summary>
    public string CertificatePem { get; }

    /// <summary>Its key, PKCS#8 in PEM.</summary>
    public string KeyPem { get; }

    /// <summary>From when until when it is good.</summary>
    public ValidityPeriod Validity { get; }

    /// <summary>A new one.</summary>
    public static SigningAuthority Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        // A name of its own: verifiers that look an issuer up by its name find this one first.
        string name = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        var request = new CertificateRequest($"CN=imagegate webhook authority {name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(now - CertificateTimes.Backdated, now + CertificateTimes.AuthorityLifetime);
        return new SigningAuthority(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), ValidityPeriod.Of(certificate));
    }

    /// <summary>Reads a stored one.</summary>
    /// <exception cref="CryptographicException">One of both cannot be read.</exception>
    /// <exception cref="ArgumentException">They do not belong together.</exception>
    public static SigningAuthority Read(string certificatePem, string keyPem)
    {
        using var certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        X509BasicConstraintsExtension? constraints = certificate.Extensions.OfType<X509BasicConstraintsExtension>().SingleOrDefault();
        if (constraints is not { CertificateAuthority: true })
        {
            throw new CryptographicException("it is the certificate of no authority");
        }

        using ECDsa key = certificate.GetECDsaPrivateKey() ?? throw new CryptographicException("its key is not ECDSA");
        return new SigningAuthority(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), ValidityPeriod.Of(certificate));
    }

    /// <summary>Signs a new certificate that is good no longer than the authority itself.</summary>
    /// <exception cref="InvalidOperationException">The authority is not good now.</exception>
    public ServingCertificate Issue(ServingNames names, DateTimeOffset now)
    {
        if (!Validity.Contains(now))
        {
            throw new InvalidOperationException("the authority is not good now");
        }

        using var authority = X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=imagegate webhook", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.ToExtension());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServingCertificate.ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using X509Certificate2 certificate = request.Create(
            authority,
            Later(now - CertificateTimes.Backdated, Validity.NotBefore),
            Earlier(now + CertificateTimes.LeafLifetime, Validity.NotAfter),
            RandomNumberGenerator.GetBytes(16));
        return ServingCertificate.Read(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Never the key.</summary>
    public override string ToString() => $"authority valid until {Validity.NotAfter:O}";

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
