using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class IssuingPathTests
{
    private const string CodeSigning = CertificateSpec.CodeSigning;

    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly CertificateSpec Authority = CertificateSpec.Authority("CN=authority", Now, Now.AddYears(1));
    private static readonly VirtualCertificate Root = VirtualCertificate.SelfSigned(Authority with { Subject = "CN=root" });

    [Fact]
    public void A_chain_is_good_while_all_its_certificates_are_valid()
    {
        VirtualCertificate issuing = Root.Issue(Authority with { NotBefore = Now.AddDays(1), NotAfter = Now.AddDays(2) });

        IssuingPath.Usable path = Path(issuing, Root).Should().BeOfType<IssuingPath.Usable>().Subject;
        path.Issuer.Der.ToArray().Should().Equal(issuing.Der);
        path.Validity.Start.Should().Be(Now.AddDays(1));
        path.Validity.End.Should().Be(Now.AddDays(2));
    }

    [Fact]
    public void A_chain_whose_certificates_are_never_valid_together_is_never_good()
    {
        VirtualCertificate issuing = Root.Issue(Authority with { NotBefore = Now.AddYears(2), NotAfter = Now.AddYears(3) });

        Path(issuing, Root).Should().BeOfType<IssuingPath.Usable>().Which.Validity.Contains(Now.AddYears(2)).Should().BeFalse();
    }

    [Fact]
    public void A_certificate_that_may_not_issue_is_refused()
    {
        Reason(Authority with { IsAuthority = false }).Should().Contain("CA:TRUE");
        Reason(Authority with { IsAuthority = null }).Should().Contain("CA:TRUE");
        Reason(Authority with { KeyUsages = X509KeyUsageFlags.DigitalSignature }).Should().Contain("keyCertSign");
        Reason(Authority with { KeyUsages = X509KeyUsageFlags.None }).Should().Contain("keyCertSign");
        Reason(Authority with { Purposes = [CertificateSpec.TimeStamping] }).Should().Contain("purpose");
        Reason(Authority with { Key = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1) }).Should().Contain("not supported");
        Reason(Authority with { Extensions = [new X509Extension("2.5.29.30", [0x30, 0], critical: false)] }).Should().Contain("name constraints");
        Reason(Authority with { Extensions = [new X509Extension("1.2.3.4", [5, 0], critical: true)] }).Should().Contain("1.2.3.4");
    }

    [Fact]
    public void An_authority_without_purposes_or_with_any_may_issue_for_all()
    {
        Path(Root.Issue(Authority with { Purposes = ["2.5.29.37.0"] }), Root).Should().BeOfType<IssuingPath.Usable>();
        Path(Root.Issue(Authority with { Purposes = [CodeSigning, CertificateSpec.TimeStamping] }), Root).Should().BeOfType<IssuingPath.Usable>();
    }

    [Fact]
    public void The_anchor_must_be_allowed_to_issue_too()
    {
        VirtualCertificate anchor = VirtualCertificate.SelfSigned(Authority with { Subject = "CN=root", Purposes = [CertificateSpec.TimeStamping] });

        Path(anchor.Issue(Authority), anchor).Should().BeOfType<IssuingPath.Unusable>().Which.Reason.Should().Contain("certificate 1");
    }

    [Fact]
    public void The_path_length_counts_the_authorities_below()
    {
        VirtualCertificate none = VirtualCertificate.SelfSigned(Authority with { Subject = "CN=root", PathLength = 0 });
        VirtualCertificate one = VirtualCertificate.SelfSigned(Authority with { Subject = "CN=root", PathLength = 1 });
        VirtualCertificate below = one.Issue(Authority);

        Path(none).Should().BeOfType<IssuingPath.Usable>("leaves are not counted");
        Path(none.Issue(Authority), none).Should().BeOfType<IssuingPath.Unusable>().Which.Reason.Should().Contain("path length");
        Path(below, one).Should().BeOfType<IssuingPath.Usable>();
        Path(below.Issue(Authority with { Subject = "CN=third" }), below, one).Should().BeOfType<IssuingPath.Unusable>().Which.Reason.Should().Contain("path length");
    }

    [Fact]
    public void A_self_issued_certificate_is_not_counted()
    {
        VirtualCertificate one = VirtualCertificate.SelfSigned(Authority with { Subject = "CN=root", PathLength = 1 });
        VirtualCertificate rolledOver = one.Issue(Authority with { Subject = "CN=root" });

        Path(rolledOver.Issue(Authority), rolledOver, one).Should().BeOfType<IssuingPath.Usable>();
    }

    [Fact]
    public void Each_certificate_is_issued_by_the_next()
    {
        VirtualCertificate issuing = Root.Issue(Authority);
        VirtualCertificate other = VirtualCertificate.SelfSigned(Authority with { Subject = "CN=root" });
        VirtualCertificate unnamed = other.Issue(Authority with { NamesIssuerKey = false });

        Path(Root, issuing).Should().BeOfType<IssuingPath.Unusable>("the order is from leaf to anchor");
        Path(issuing, other).Should().BeOfType<IssuingPath.Unusable>().Which.Reason.Should().Contain("not issued by");
        Path(unnamed, Root).Should().BeOfType<IssuingPath.Unusable>("only the signature tells");
        Path(unnamed, other).Should().BeOfType<IssuingPath.Usable>();
    }

    private static string Reason(CertificateSpec spec) => Path(Root.Issue(spec), Root).Should().BeOfType<IssuingPath.Unusable>().Subject.Reason;

    private static IssuingPath Path(params VirtualCertificate[] chain) => IssuingPath.Of([.. chain.Select(link => link.Certificate)], CodeSigning);
}
