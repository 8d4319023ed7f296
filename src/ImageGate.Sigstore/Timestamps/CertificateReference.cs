using System.Formats.Asn1;
using System.Security.Cryptography;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>The certificate that the signed attribute signingCertificate names: by its hash and, where it is there, by issuer and serial number.</summary>
/// <param name="Hash">With which hash, or null for one that is not known.</param>
/// <param name="Value">The certificate's hash.</param>
/// <param name="Certificate">Issuer and serial number, or null.</param>
/// <remarks>Source: RFC 2634, 5.4.1 (ESSCertID, SHA-1); RFC 5035, 4 (ESSCertIDv2).</remarks>
internal sealed record CertificateReference(HashAlgorithmName? Hash, ReadOnlyMemory<byte> Value, SignerReference.ByName? Certificate)
{
    /// <summary>id-aa-signingCertificate.</summary>
    public const string Version1 = "1.2.840.113549.1.9.16.2.12";

    /// <summary>id-aa-signingCertificateV2.</summary>
    public const string Version2 = "1.2.840.113549.1.9.16.2.47";

    private static readonly Asn1Tag DirectoryNameTag = new(TagClass.ContextSpecific, 4);

    /// <summary>Reads SigningCertificate or SigningCertificateV2. "The first certificate identified MUST be the one that verifies the signature": the others are not looked at.</summary>
    /// <exception cref="AsnContentException">Not such an attribute.</exception>
    public static CertificateReference Read(AsnReader value, bool isVersion2)
    {
        AsnReader attribute = value.ReadSequence();
        AsnReader certificates = attribute.ReadSequence();
        if (attribute.HasData)
        {
            _ = attribute.ReadSequence();                              // policies
        }

        attribute.ThrowIfNotEmpty();
        AsnReader first = certificates.ReadSequence();
        HashAlgorithmName? hash = !isVersion2 ? HashAlgorithmName.SHA1
            : first.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence) ? HashNames.FromOid(CmsPart.ReadAlgorithm(first))
            : HashAlgorithmName.SHA256;
        byte[] digest = first.ReadOctetString();
        SignerReference.ByName? named = first.HasData ? ReadIssuerAndSerial(first.ReadSequence()) : null;
        first.ThrowIfNotEmpty();
        return new CertificateReference(hash, digest, named);
    }

    /// <summary>Whether it names <paramref name="certificate"/>.</summary>
    public bool Names(SigstoreCertificate certificate) =>
        Hash is { } hash
        && Value.Span.SequenceEqual(HashNames.Hash(hash, certificate.Der.Span))
        && (Certificate is null || Certificate.Means(certificate.Fields));

    // IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }: one name, a directoryName.
    private static SignerReference.ByName ReadIssuerAndSerial(AsnReader issuerSerial)
    {
        AsnReader names = issuerSerial.ReadSequence();
        AsnReader directoryName = names.ReadSequence(DirectoryNameTag);
        names.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> issuer = directoryName.ReadEncodedValue();
        directoryName.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> serial = issuerSerial.ReadIntegerBytes();
        issuerSerial.ThrowIfNotEmpty();
        return new SignerReference.ByName(issuer, serial);
    }
}
