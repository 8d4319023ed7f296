using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>The parts of a certificate, each as slices of its bytes.</summary>
/// <param name="TbsCertificate">What is signed, with tag and length.</param>
/// <param name="BeforeExtensions">The content of TBSCertificate up to the extensions: what stays when one of them is taken out.</param>
/// <param name="SignatureAlgorithm">The AlgorithmIdentifier, DER; the same inside and outside of the signed part.</param>
/// <param name="Signature">The signature's octets.</param>
/// <param name="SerialNumber">Octets, big-endian.</param>
/// <param name="Issuer">The name, DER.</param>
/// <param name="Subject">The name, DER.</param>
/// <param name="Validity">Inclusive at both ends.</param>
/// <param name="SubjectPublicKeyInfo">DER.</param>
/// <param name="Extensions">In the order of the certificate; no two with one id.</param>
internal sealed record CertificateFields(
    ReadOnlyMemory<byte> TbsCertificate,
    ReadOnlyMemory<byte> BeforeExtensions,
    ReadOnlyMemory<byte> SignatureAlgorithm,
    ReadOnlyMemory<byte> Signature,
    ReadOnlyMemory<byte> SerialNumber,
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> Subject,
    ValidityWindow Validity,
    ReadOnlyMemory<byte> SubjectPublicKeyInfo,
    IReadOnlyList<CertificateExtension> Extensions)
{
    private const int EmptyNameBytes = 2;                              // SEQUENCE of length 0

    public bool HasEmptySubject => Subject.Length == EmptyNameBytes;

    /// <summary>Whether subject and issuer are one name: such a certificate does not count in a path length.</summary>
    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    public CertificateExtension? Find(string oid) => Extensions.FirstOrDefault(extension => extension.Oid == oid);
}
