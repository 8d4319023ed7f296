using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Certificates;

public sealed class CertificatePathTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);
    private static readonly TrustedRoot Root = Sigstore.TrustedRoot();

    [Fact]
    public void A_certificate_of_the_authority_is_trusted_and_its_issuer_is_named()
    {
        var verified = Verify(Sigstore.Issue(), Root, Now.AddMinutes(1)).Should().BeOfType<CertificatePathResult.Verified>().Subject;

        verified.Authority.Uri.Should().Be("https://fulcio.virtual.dev");
        verified.Issuer.Der.ToArray().Should().Equal(Sigstore.Fulcio.Der);
    }

    [Fact]
    public void The_platform_agrees()
    {
        PlatformVerifies(Sigstore.Issue()).Should().BeTrue();
        PlatformVerifies(new VirtualSigstore(Now).Issue()).Should().BeFalse();
    }

    [Theory]
    [InlineData(0, true)]                                              // notBefore belongs to it
    [InlineData(-1, false)]
    [InlineData(600, true)]                                            // and so does notAfter
    [InlineData(601, false)]
    public void Every_verified_time_lies_in_the_certificates_validity(int seconds, bool expected)
    {
        VirtualCertificate leaf = Sigstore.Issue();

        IsVerified(Verify(leaf, Root, Now.AddSeconds(seconds))).Should().Be(expected);
        IsVerified(Verify(leaf, Root, Now.AddMinutes(5), Now.AddSeconds(seconds))).Should().Be(expected);
        if (!expected)
        {
            Failure(Verify(leaf, Root, Now.AddMinutes(5), Now.AddSeconds(seconds))).Should().Be(CertificatePathFailure.OutsideValidity);
        }
    }

    [Fact]
    public void Without_a_verified_time_nothing_is_trusted()
    {
        Failure(Verify(Sigstore.Issue(), Root)).Should().Be(CertificatePathFailure.NoVerifiedTime);
        Failure(Verify(Sigstore.Issue(), Root, [.. Enumerable.Repeat(Now, Limits.MaxVerifiedTimes + 1)])).Should().Be(CertificatePathFailure.NoVerifiedTime);
    }

    [Fact]
    public void A_leaf_that_is_not_as_a_signing_certificate_is_refused()
    {
        LeafFailure(spec => spec with { Key = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1) }).Should().Be(CertificatePathFailure.KeyUnsupported);
        LeafFailure(spec => spec with { Key = RSA.Create(1024) }).Should().Be(CertificatePathFailure.KeyUnsupported);
        LeafFailure(spec => spec with { Extensions = [.. spec.Extensions, new X509Extension("1.2.3.4", [5, 0], critical: true)] }).Should().Be(CertificatePathFailure.UnknownCriticalExtension);
        LeafFailure(spec => spec with { Extensions = [.. spec.Extensions, new X509Extension("1.3.6.1.4.1.11129.2.4.3", [5, 0], critical: true)] })
            .Should().Be(CertificatePathFailure.UnknownCriticalExtension, "it is a precertificate");
        LeafFailure(spec => spec with { IsAuthority = true }).Should().Be(CertificatePathFailure.LeafIsAuthority);
        LeafFailure(spec => spec with { KeyUsages = X509KeyUsageFlags.None }).Should().Be(CertificatePathFailure.KeyUsageWrong);
        LeafFailure(spec => spec with { KeyUsages = X509KeyUsageFlags.KeyEncipherment }).Should().Be(CertificatePathFailure.KeyUsageWrong);
        LeafFailure(spec => spec with { Purposes = [] }).Should().Be(CertificatePathFailure.PurposeWrong);
        LeafFailure(spec => spec with { Purposes = [CertificateSpec.TimeStamping] }).Should().Be(CertificatePathFailure.PurposeWrong);
        LeafFailure(spec => spec with { Purposes = ["2.5.29.37.0"] }).Should().Be(CertificatePathFailure.PurposeWrong);
    }

    [Fact]
    public void A_leaf_with_another_supported_key_is_trusted()
    {
        foreach (AsymmetricAlgorithm key in new AsymmetricAlgorithm[] { ECDsa.Create(ECCurve.NamedCurves.nistP384), ECDsa.Create(ECCurve.NamedCurves.nistP521), RSA.Create(2048) })
        {
            IsVerified(Verify(Sigstore.Issue(new LeafRequest { Change = spec => spec with { Key = key } }), Root, Now)).Should().BeTrue();
        }

        IsVerified(Verify(Sigstore.Issue(new LeafRequest { Change = spec => spec with { IsAuthority = false, SignatureHash = HashAlgorithmName.SHA256 } }), Root, Now)).Should().BeTrue();
        IsVerified(Verify(Sigstore.Issue(new LeafRequest { Change = spec => spec with { Extensions = [.. spec.Extensions, new X509Extension("1.2.3.4", [5, 0], critical: false)] } }), Root, Now)).Should().BeTrue();
    }

    [Fact]
    public void A_certificate_of_somebody_else_is_refused()
    {
        var other = new VirtualSigstore(Now);                          // the same names, other keys

        Failure(Verify(other.Issue(), Root, Now)).Should().Be(CertificatePathFailure.IssuerUnknown);
        Failure(Verify(other.Issue(new LeafRequest { Change = spec => spec with { NamesIssuerKey = false } }), Root, Now)).Should().Be(CertificatePathFailure.SignatureInvalid);
        Failure(Verify(other.Issue(), Sigstore.TrustedRoot(json => json.Remove("certificateAuthorities")), Now)).Should().Be(CertificatePathFailure.IssuerUnknown);
    }

    [Fact]
    public void A_certificate_whose_signed_bytes_were_changed_is_refused()
    {
        byte[] der = Sigstore.Issue().Der;
        int index = der.AsSpan().IndexOf("acme"u8);
        der[index] = (byte)'X';
        SigstoreCertificate.TryParse(der, out SigstoreCertificate? changed, out _).Should().BeTrue();

        Failure(CertificatePath.Verify(changed!, Root, [Now])).Should().Be(CertificatePathFailure.SignatureInvalid);
    }

    [Fact]
    public void The_authority_must_be_trusted_at_every_time()
    {
        VirtualCertificate leaf = Sigstore.Issue();

        Failure(Verify(leaf, WithWindow(Now.AddMinutes(2), null), Now.AddMinutes(1))).Should().Be(CertificatePathFailure.OutsideAuthorityWindow);
        Failure(Verify(leaf, WithWindow(null, Now.AddMinutes(2)), Now.AddMinutes(1), Now.AddMinutes(3))).Should().Be(CertificatePathFailure.OutsideAuthorityWindow);
        IsVerified(Verify(leaf, WithWindow(Now.AddMinutes(1), Now.AddMinutes(1)), Now.AddMinutes(1))).Should().BeTrue("both ends belong to it");
        IsVerified(Verify(leaf, WithWindow(null, null), Now.AddMinutes(1))).Should().BeTrue();
    }

    [Fact]
    public void All_certificates_above_must_be_valid_at_every_time()
    {
        VirtualCertificate shortLived = Sigstore.FulcioRoot.Issue(Sigstore.FulcioSpec with { NotBefore = Now, NotAfter = Now.AddMinutes(1) });
        VirtualCertificate leaf = shortLived.Issue(LeafSpec());
        TrustedRoot root = WithChain(shortLived, Sigstore.FulcioRoot);

        IsVerified(Verify(leaf, root, Now.AddMinutes(1))).Should().BeTrue("notAfter belongs to it");
        Failure(Verify(leaf, root, Now.AddMinutes(2))).Should().Be(CertificatePathFailure.OutsideAuthorityValidity);
    }

    [Fact]
    public void The_anchor_is_the_last_certificate_whatever_it_is()
    {
        VirtualCertificate leaf = Sigstore.Issue();

        IsVerified(Verify(leaf, WithChain(Sigstore.Fulcio), Now)).Should().BeTrue("an intermediate may be the anchor");
        IsVerified(Verify(Sigstore.FulcioRoot.Issue(LeafSpec()), WithChain(Sigstore.FulcioRoot), Now)).Should().BeTrue("a root may issue leaves itself");
        Failure(Verify(leaf, WithChain(Sigstore.FulcioRoot), Now)).Should().Be(CertificatePathFailure.IssuerUnknown, "nobody brings the intermediate");
    }

    [Fact]
    public void Of_authorities_with_one_name_the_one_that_signed_is_found()
    {
        VirtualCertificate twin = Sigstore.FulcioRoot.Issue(Sigstore.FulcioSpec);
        TrustedRoot root = Sigstore.TrustedRoot(json => json["certificateAuthorities"] = new JsonArray(
            Sigstore.AuthorityJson("https://one", Sigstore.Fulcio, Sigstore.FulcioRoot), Sigstore.AuthorityJson("https://two", twin, Sigstore.FulcioRoot)));
        foreach (bool namesKey in new[] { true, false })
        {
            VirtualCertificate leaf = twin.Issue(LeafSpec() with { NamesIssuerKey = namesKey });

            Verify(leaf, root, Now).Should().BeOfType<CertificatePathResult.Verified>().Which.Authority.Uri.Should().Be("https://two");
        }
    }

    [Fact]
    public void Nothing_of_a_chain_that_is_refused_is_trusted()
    {
        Failure(Verify(Sigstore.Issue(), WithChain(Sigstore.Fulcio, new VirtualSigstore(Now).FulcioRoot), Now)).Should().Be(CertificatePathFailure.AuthorityUnusable);
    }

    private static TrustedRoot WithChain(params VirtualCertificate[] chain) =>
        Sigstore.TrustedRoot(json => json["certificateAuthorities"] = new JsonArray(Sigstore.AuthorityJson("", chain)));

    private static TrustedRoot WithWindow(DateTimeOffset? start, DateTimeOffset? end) =>
        Sigstore.TrustedRoot(json => json["certificateAuthorities"]![0]!["validFor"] = VirtualSigstore.Window(start, end));

    private static CertificateSpec LeafSpec() => new() { NotBefore = Now, NotAfter = Now.AddMinutes(10), Purposes = [CertificateSpec.CodeSigning] };

    private static CertificatePathFailure LeafFailure(Func<CertificateSpec, CertificateSpec> change) =>
        Failure(Verify(Sigstore.Issue(new LeafRequest { Change = change }), Root, Now));

    private static CertificatePathResult Verify(VirtualCertificate leaf, TrustedRoot root, params DateTimeOffset[] times) =>
        CertificatePath.Verify(leaf.Certificate, root, times);

    private static bool IsVerified(CertificatePathResult result) => result is CertificatePathResult.Verified;

    private static CertificatePathFailure Failure(CertificatePathResult result) => result.Should().BeOfType<CertificatePathResult.Failed>().Subject.Failure;

    private static bool PlatformVerifies(VirtualCertificate leaf)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(Sigstore.FulcioRoot.Der));
        chain.ChainPolicy.ExtraStore.Add(X509CertificateLoader.LoadCertificate(Sigstore.Fulcio.Der));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = Now.AddMinutes(1).UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(CertificateSpec.CodeSigning));
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(leaf.Der);
        return chain.Build(certificate);
    }
}
