using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Testing.Sigstore;

/// <summary>A company's own PKI: a root, an authority for code signing below it, and a certificate of the release team. No Sigstore in it.</summary>
public sealed class VirtualCompany
{
    public const string LeafName = "CN=release,O=Acme,C=DE";

    public VirtualCompany(DateTimeOffset now)
    {
        RootSpec = CertificateSpec.Authority("CN=Acme Root, O=Acme, C=DE", now.AddYears(-5), now.AddYears(5));
        Root = VirtualCertificate.SelfSigned(RootSpec);
        SubSpec = CertificateSpec.Authority("CN=Acme Code Signing, O=Acme, C=DE", now.AddYears(-3), now.AddYears(3)) with { PathLength = 0 };
        Sub = Root.Issue(SubSpec);
        LeafSpec = new CertificateSpec
        {
            Subject = "CN=release, O=Acme, C=DE",
            NotBefore = now.AddYears(-1),
            NotAfter = now.AddYears(1),
            IsAuthority = false,
            Purposes = [CertificateSpec.CodeSigning],
            Extensions = [Names("release@acme.io", "spiffe://acme.io/ns/ci/sa/release", "signer.acme.io")],
        };
        Leaf = Sub.Issue(LeafSpec);
    }

    public CertificateSpec RootSpec { get; }

    public VirtualCertificate Root { get; }

    /// <summary>What the authority for code signing says, for a test to break.</summary>
    public CertificateSpec SubSpec { get; }

    public VirtualCertificate Sub { get; }

    /// <summary>What the release team's certificate says, for a test to break.</summary>
    public CertificateSpec LeafSpec { get; }

    public VirtualCertificate Leaf { get; }

    /// <summary>A subjectAltName with one name of each kind that policies know.</summary>
    public static X509Extension Names(string email, string uri, string dns) => FulcioField.SubjectAlternativeName(
        writer =>
        {
            FulcioField.WriteEmail(writer, email);
            FulcioField.WriteUri(writer, uri);
            writer.WriteCharacterString(UniversalTagNumber.IA5String, dns, new Asn1Tag(TagClass.ContextSpecific, 2));
        },
        critical: false);

    /// <summary>The chain as PEM text.</summary>
    public static string Pem(params IEnumerable<VirtualCertificate> chain) =>
        string.Concat(chain.Select(certificate => PemEncoding.WriteString("CERTIFICATE", certificate.Der) + "\n"));
}
