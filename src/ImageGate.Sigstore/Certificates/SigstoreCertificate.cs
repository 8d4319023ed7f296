using System.Diagnostics.CodeAnalysis;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>
/// An X.509 certificate, read strictly and nothing of it verified: by a path to an authority it becomes trusted.
/// Immutable, and safe for use by several threads at once.
/// </summary>
/// <remarks>Source: RFC 5280, 4.1 and 4.2.</remarks>
public sealed class SigstoreCertificate
{
    internal SigstoreCertificate(ReadOnlyMemory<byte> der, CertificateFields fields, CertificateUsage usage)
    {
        Der = der;
        Fields = fields;
        Usage = usage;
        SubjectKeyInfoDigest = Digest.Of(fields.SubjectPublicKeyInfo.Span);
        Key = PublicKey.TryImport(fields.SubjectPublicKeyInfo.Span, KeyHash.Default, out PublicKey? key, out string? error) ? key : null;
        KeyError = error;
    }

    /// <summary>All its bytes.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The serial number's octets, big-endian.</summary>
    public ReadOnlyMemory<byte> SerialNumber => Fields.SerialNumber;

    /// <summary>notBefore to notAfter, both inclusive.</summary>
    public ValidityWindow Validity => Fields.Validity;

    /// <summary>The key as it stands in the certificate, DER.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo => Fields.SubjectPublicKeyInfo;

    /// <summary>The key, or null when its type or size is not supported; a path never verifies then.</summary>
    public PublicKey? Key { get; }

    /// <summary>Whether it says that it may issue certificates (basicConstraints CA:TRUE).</summary>
    public bool IsCertificateAuthority => Usage.IsAuthority;

    /// <summary>Why <see cref="Key"/> is null, for people.</summary>
    internal string? KeyError { get; }

    internal CertificateFields Fields { get; }

    internal CertificateUsage Usage { get; }

    /// <summary>The sha256 of the key's DER: <c>issuer_key_hash</c> of RFC 6962 when this certificate is the issuer.</summary>
    internal Digest SubjectKeyInfoDigest { get; }

    /// <summary>Reads one certificate.</summary>
    /// <param name="der">DER of a v3 certificate, and nothing after it.</param>
    /// <param name="certificate">The certificate, or null.</param>
    /// <param name="error">Why there is none, for people: over <see cref="Limits.MaxCertificateBytes"/>, not DER, not as RFC 5280 has it, an extension twice.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> der, [NotNullWhen(true)] out SigstoreCertificate? certificate, [NotNullWhen(false)] out string? error)
    {
        (certificate, error) = CertificateReader.Read(der);
        return certificate is not null;
    }

    /// <summary>Whether both are the same bytes.</summary>
    internal bool IsSame(SigstoreCertificate other) => Der.Span.SequenceEqual(other.Der.Span);

    /// <summary>Whether the issuer's name and, where both say it, its key identifier fit. Only a hint: the signature decides.</summary>
    internal bool NamesIssuer(SigstoreCertificate issuer) =>
        Fields.Issuer.Span.SequenceEqual(issuer.Fields.Subject.Span)
        && (Usage.AuthorityKeyIdentifier.IsEmpty || issuer.Usage.SubjectKeyIdentifier.IsEmpty
            || Usage.AuthorityKeyIdentifier.Span.SequenceEqual(issuer.Usage.SubjectKeyIdentifier.Span));

    /// <summary>Whether the issuer's key made this certificate's signature.</summary>
    internal bool IsSignedBy(SigstoreCertificate issuer) =>
        issuer.Key is { } key && CertificateSignature.Verify(key, Fields.SignatureAlgorithm, Fields.TbsCertificate.Span, Fields.Signature.Span);
}
