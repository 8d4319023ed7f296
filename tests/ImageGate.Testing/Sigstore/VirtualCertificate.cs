using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Testing.Sigstore;

/// <summary>A certificate and its private key, which can issue others whether it may or not.</summary>
public sealed class VirtualCertificate
{
    private readonly X509Certificate2 _platform;

    private VirtualCertificate(X509Certificate2 platform, AsymmetricAlgorithm key)
    {
        _platform = platform;
        Key = key;
    }

    public AsymmetricAlgorithm Key { get; }

    public byte[] Der => _platform.RawData;

    /// <summary>The issuer's name, DER.</summary>
    public byte[] IssuerName => _platform.IssuerName.RawData;

    public byte[] SubjectPublicKeyInfo => Key.ExportSubjectPublicKeyInfo();

    /// <summary>The same, as the verifier reads it.</summary>
    public SigstoreCertificate Certificate =>
        SigstoreCertificate.TryParse(Der, out SigstoreCertificate? certificate, out string? error) ? certificate : throw new InvalidDataException(error);

    public static VirtualCertificate SelfSigned(CertificateSpec spec)
    {
        AsymmetricAlgorithm key = spec.Key ?? ECDsa.Create(spec.Curve);
        var request = Request(spec, key, issuer: null);
        return new VirtualCertificate(Create(request, spec, request.SubjectName, key, NewSerial()), key);
    }

    public VirtualCertificate Issue(CertificateSpec spec) => Issue(spec, _ => []);

    /// <summary>Issues with extensions that are only known when all else of the certificate is: what certificate logs sign.</summary>
    /// <param name="spec">What the certificate shall say.</param>
    /// <param name="late">Gets the TBSCertificate without them.</param>
    public VirtualCertificate Issue(CertificateSpec spec, Func<byte[], IReadOnlyList<X509Extension>> late)
    {
        AsymmetricAlgorithm key = spec.Key ?? ECDsa.Create(spec.Curve);
        byte[] serial = NewSerial();
        CertificateRequest request = Request(spec, key, this);
        using X509Certificate2 before = Create(request, spec, _platform.SubjectName, Key, serial);
        foreach (X509Extension extension in late(TbsOf(before.RawData)))
        {
            request.CertificateExtensions.Add(extension);
        }

        return new VirtualCertificate(Create(request, spec, _platform.SubjectName, Key, serial), key);
    }

    public byte[] Sign(ReadOnlySpan<byte> message) =>
        ((ECDsa)Key).SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>With its private key, for the platform's CMS.</summary>
    public X509Certificate2 WithPrivateKey() => Key switch
    {
        ECDsa ecdsa => _platform.CopyWithPrivateKey(ecdsa),
        RSA rsa => _platform.CopyWithPrivateKey(rsa),
        _ => throw new InvalidOperationException("only ECDSA and RSA sign CMS"),
    };

    private static CertificateRequest Request(CertificateSpec spec, AsymmetricAlgorithm key, VirtualCertificate? issuer)
    {
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
        var request = new CertificateRequest(new X500DistinguishedName(spec.Subject), publicKey, spec.SignatureHash);
        if (spec.KeyUsages != X509KeyUsageFlags.None)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(spec.KeyUsages, critical: true));
        }

        if (spec.Purposes.Count > 0)
        {
            var purposes = new OidCollection();
            spec.Purposes.ToList().ForEach(purpose => purposes.Add(new Oid(purpose)));
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(purposes, spec.PurposesAreCritical));
        }

        if (spec.IsAuthority is { } isAuthority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, spec.PathLength is not null, spec.PathLength ?? 0, critical: true));
        }

        if (spec.NamesOwnKey)
        {
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(publicKey, critical: false));
        }

        if (issuer is not null && spec.NamesIssuerKey)
        {
            request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(issuer._platform, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        }

        spec.Extensions.ToList().ForEach(request.CertificateExtensions.Add);
        return request;
    }

    private static X509Certificate2 Create(CertificateRequest request, CertificateSpec spec, X500DistinguishedName issuer, AsymmetricAlgorithm key, byte[] serial) =>
        request.Create(
            issuer,
            key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1) : X509SignatureGenerator.CreateForECDsa((ECDsa)key),
            spec.NotBefore,
            spec.NotAfter,
            serial);

    private static byte[] TbsOf(byte[] certificate) =>
        new System.Formats.Asn1.AsnReader(certificate, System.Formats.Asn1.AsnEncodingRules.DER).ReadSequence().ReadEncodedValue().ToArray();

    private static byte[] NewSerial() => [0x5a, .. RandomNumberGenerator.GetBytes(15)];
}
