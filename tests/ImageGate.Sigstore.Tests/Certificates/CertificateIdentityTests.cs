using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class CertificateIdentityTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);
    private static readonly X509Extension Issuer = FulcioField.Text(8, "https://issuer.example");
    private static readonly X509Extension Email = FulcioField.Email("alice@example.com");

    [Fact]
    public void Three_kinds_of_subject_are_read()
    {
        Read(Issuer, Email).Subject.Should().Be("alice@example.com");
        Read(Issuer, FulcioField.Uri("https://github.com/acme/app/x.yml@refs/heads/main")).Subject.Should().Be("https://github.com/acme/app/x.yml@refs/heads/main");
        Read(Issuer, FulcioField.OtherName("älice!example.com")).Subject.Should().Be("älice!example.com");
    }

    [Fact]
    public void The_issuer_is_read_in_its_new_and_its_old_form()
    {
        Read(Issuer, Email).Issuer.Should().Be("https://issuer.example");
        Read(FulcioField.Raw(1, "https://issuer.example"), Email).Issuer.Should().Be("https://issuer.example");
        Read(FulcioField.Raw(1, "https://issuer.example"), Issuer, Email).Issuer.Should().Be("https://issuer.example");
    }

    [Fact]
    public void Every_extension_has_its_documented_name()
    {
        IEnumerable<X509Extension> raw = Enumerable.Range(2, 5).Select(arc => FulcioField.Raw(arc, $"value {arc}"));
        IEnumerable<X509Extension> text = Enumerable.Range(9, 16).Select(arc => FulcioField.Text(arc, $"value {arc}"));

        Read([Issuer, Email, .. raw, .. text, FulcioField.Text(25, "of the future")]).Extensions.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["issuer"] = "https://issuer.example",
            ["githubWorkflowTrigger"] = "value 2",
            ["githubWorkflowSHA"] = "value 3",
            ["githubWorkflowName"] = "value 4",
            ["githubWorkflowRepository"] = "value 5",
            ["githubWorkflowRef"] = "value 6",
            ["buildSignerURI"] = "value 9",
            ["buildSignerDigest"] = "value 10",
            ["runnerEnvironment"] = "value 11",
            ["sourceRepositoryURI"] = "value 12",
            ["sourceRepositoryDigest"] = "value 13",
            ["sourceRepositoryRef"] = "value 14",
            ["sourceRepositoryIdentifier"] = "value 15",
            ["sourceRepositoryOwnerURI"] = "value 16",
            ["sourceRepositoryOwnerIdentifier"] = "value 17",
            ["buildConfigURI"] = "value 18",
            ["buildConfigDigest"] = "value 19",
            ["buildTrigger"] = "value 20",
            ["runInvocationURI"] = "value 21",
            ["sourceRepositoryVisibilityAtSigning"] = "value 22",
            ["deploymentEnvironment"] = "value 23",
            ["tokenSubject"] = "value 24",
        });
    }

    [Fact]
    public void An_identity_that_is_not_as_documented_is_refused()
    {
        Error(Issuer).Should().Contain("no subject alternative name");
        Error(Email).Should().Contain("no issuer");
        Error(Email, Issuer, FulcioField.Raw(1, "https://evil.example")).Should().Contain("two values for issuer");
        Error(Issuer, Name(writer => { })).Should().Contain("not as documented");
        Error(Issuer, FulcioField.Email("")).Should().Contain("is empty");
        Error(Issuer, Name(writer => { FulcioField.WriteEmail(writer, "a@b"); FulcioField.WriteEmail(writer, "c@d"); })).Should().Contain("more than one");
        Error(Issuer, Name(writer => { FulcioField.WriteEmail(writer, "a@b"); FulcioField.WriteUri(writer, "c:d"); })).Should().Contain("more than one");
        Error(Issuer, Name(writer => writer.WriteCharacterString(UniversalTagNumber.IA5String, "example.com", new Asn1Tag(TagClass.ContextSpecific, 2)))).Should().Contain("another kind");
        Error(Issuer, FulcioField.OtherName("alice", "1.2.3.4")).Should().Contain("not Fulcio's");
        Error(Issuer, FulcioField.SubjectAlternativeName(writer => FulcioField.WriteEmail(writer, "a@b"), critical: false)).Should().Contain("not critical");
        Error(Email, Changed(Issuer, value => [.. value, 0])).Should().Contain("not as documented");
        Error(Email, Changed(Issuer, value => [0x16, .. value[1..]])).Should().Contain("not as documented", "it is an IA5String");
        Error(Email, Changed(Issuer, value => [.. value[..^1], 0xff])).Should().Contain("not as documented", "it is no UTF-8");
        Error(Email, Issuer, new X509Extension("1.3.6.1.4.1.57264.1.5", [0xff], critical: false)).Should().Contain("not as documented");
        Error(Issuer, Changed(Email, value => [.. value, 0])).Should().Contain("not as documented");
    }

    internal static SigstoreCertificate Certificate(params IReadOnlyList<X509Extension> extensions) => Sigstore.Fulcio.Issue(new CertificateSpec
    {
        NotBefore = Now,
        NotAfter = Now.AddMinutes(10),
        Purposes = [CertificateSpec.CodeSigning],
        Extensions = extensions,
    }).Certificate;

    private static CertificateIdentity Read(params IReadOnlyList<X509Extension> extensions) =>
        CertificateIdentity.TryRead(Certificate(extensions), out CertificateIdentity? identity, out string? error) ? identity : throw new InvalidDataException(error);

    private static string Error(params IReadOnlyList<X509Extension> extensions)
    {
        CertificateIdentity.TryRead(Certificate(extensions), out CertificateIdentity? identity, out string? error).Should().BeFalse();
        identity.Should().BeNull();
        return error!;
    }

    private static X509Extension Name(Action<AsnWriter> names) => FulcioField.SubjectAlternativeName(names);

    private static X509Extension Changed(X509Extension extension, Func<byte[], byte[]> change) => new(extension.Oid!, change(extension.RawData), extension.Critical);
}
