using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Testing.Sigstore;

/// <summary>What a certificate shall say. A test takes a good one and breaks one thing: <c>spec with { Purposes = [] }</c>.</summary>
public sealed record CertificateSpec
{
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    public required DateTimeOffset NotBefore { get; init; }

    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>A distinguished name, or nothing for an empty one.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Null leaves basicConstraints out.</summary>
    public bool? IsAuthority { get; init; }

    public int? PathLength { get; init; }

    /// <summary>None leaves the extension out.</summary>
    public X509KeyUsageFlags KeyUsages { get; init; } = X509KeyUsageFlags.DigitalSignature;

    /// <summary>Empty leaves the extension out.</summary>
    public IReadOnlyList<string> Purposes { get; init; } = [];

    public bool PurposesAreCritical { get; init; }

    /// <summary>Appended as they are.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    /// <summary>The certificate's key pair; a new one on <see cref="Curve"/> for each certificate when null.</summary>
    public AsymmetricAlgorithm? Key { get; init; }

    public ECCurve Curve { get; init; } = ECCurve.NamedCurves.nistP256;

    /// <summary>The hash of the issuer's signature.</summary>
    public HashAlgorithmName SignatureHash { get; init; } = HashAlgorithmName.SHA384;

    /// <summary>Whether the issuer's key identifier stands in the certificate.</summary>
    public bool NamesIssuerKey { get; init; } = true;

    /// <summary>Whether the certificate's own key identifier stands in it.</summary>
    public bool NamesOwnKey { get; init; } = true;

    public static CertificateSpec Authority(string subject, DateTimeOffset from, DateTimeOffset to) => new()
    {
        Subject = subject,
        NotBefore = from,
        NotAfter = to,
        IsAuthority = true,
        KeyUsages = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
        Curve = ECCurve.NamedCurves.nistP384,
    };
}
