using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Certificates;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class OwnAuthorityTests
{
    private static readonly VirtualCompany Company = new(new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void The_last_certificate_is_the_anchor()
    {
        OwnAuthority.TryParse("# Acme\n\n" + VirtualCompany.Pem(Company.Sub, Company.Root), out OwnAuthority? authority, out _).Should().BeTrue();

        authority!.Chain.Should().HaveCount(2);
        authority.Anchor.Der.ToArray().Should().Equal(Company.Root.Der);
        Error(VirtualCompany.Pem(Company.Sub)).Should().BeNull("the anchor need not be self-signed");
    }

    [Fact]
    public void A_chain_that_could_never_lead_to_a_signer_is_refused()
    {
        string pem = VirtualCompany.Pem(Company.Root);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Error("").Should().Contain("there is no PEM block (-----BEGIN CERTIFICATE-----)");
        Error(pem + "hello").Should().Contain("a block may be broken");
        Error(pem + pem.Replace("-----END", "----END", StringComparison.Ordinal)).Should().Contain("a block may be broken");
        Error(PemEncoding.WriteString("CERTIFICATE", [5, 0])).Should().Contain("not a certificate");
        Error(pem + key.ExportPkcs8PrivateKeyPem()).Should().Contain("private key");
        Error(key.ExportSubjectPublicKeyInfoPem()).Should().Contain("`PUBLIC KEY` is not supported here: use `CERTIFICATE`");
        Error(string.Concat(Enumerable.Repeat(pem, Limits.MaxChainCertificates + 1))).Should().Contain("more than 10");
        Error(VirtualCompany.Pem(Company.Leaf, Company.Sub, Company.Root)).Should().Contain("certificate 0 of the authority's chain is no certificate authority");
        Error(VirtualCompany.Pem(Company.Root, Company.Sub)).Should().Contain("certificate 0 of the authority's chain is not issued by the next one");
        Error(VirtualCompany.Pem(Company.Sub, new VirtualCompany(DateTimeOffset.UnixEpoch.AddYears(50)).Root)).Should().Contain("is not issued by the next one");
        Error(VirtualCompany.Pem(VirtualCertificate.SelfSigned(Company.RootSpec with { Extensions = [new X509Extension("2.5.29.30", [0x30, 0], critical: true)] })))
            .Should().Contain("name constraints");
    }

    private static string? Error(string pem)
    {
        OwnAuthority.TryParse(pem, out OwnAuthority? authority, out string? error).Should().Be(error is null);
        (authority is null).Should().Be(error is not null);
        return error;
    }
}
