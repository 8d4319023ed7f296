using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using ImageGate.Sigstore.Timestamps;
using ImageGate.Sigstore.Trust;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Timestamps;

public sealed class TimestampVerifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly VirtualSigstore Sigstore = new(Now);
    private static readonly VirtualTimestampAuthority Tsa = Sigstore.TimestampAuthority;
    private static readonly TrustedRoot Root = Sigstore.TrustedRoot();
    private static readonly byte[] Signature = "a signature"u8.ToArray();
    private static readonly StampSpec Good = new(Signature, Now);

    // An authority of which the trusted root names no signer, so that a test can make its own.
    private static readonly TrustedRoot AnySigner = Sigstore.TrustedRoot(json => json["timestampAuthorities"] = new JsonArray(Sigstore.AuthorityJson("", Tsa.Root)));

    [Fact]
    public void A_stamp_of_the_authority_tells_the_time()
    {
        var verified = Verify(Tsa.Stamp(Signature, Now)).Should().BeOfType<TimestampResult.Verified>().Subject;

        verified.Time.Should().Be(Now);
        verified.Authority.Uri.Should().Be("https://timestamp.virtual.dev");
        verified.AuthorityId.Should().Be(Digest.Of(Tsa.Root.SubjectPublicKeyInfo).Hex);
    }

    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void Three_imprints_are_supported(string hash) => IsVerified(Token(Good with { Hash = new HashAlgorithmName(hash) })).Should().BeTrue();

    [Theory]
    [InlineData("SHA1")]
    [InlineData("MD5")]
    public void Other_imprints_are_refused(string hash) =>
        Failure(Token(Good with { Hash = new HashAlgorithmName(hash) })).Should().Be(TimestampFailure.ImprintAlgorithmUnsupported);

    [Fact]
    public void A_signature_over_sha1_is_refused() =>
        Failure(Token(Good with { DigestAlgorithm = "1.3.14.3.2.26" })).Should().Be(TimestampFailure.SignatureAlgorithmUnsupported);

    [Fact]
    public void A_stamp_of_other_bytes_is_refused() =>
        Failure(TimestampVerifier.Verify(Tsa.Stamp(Signature, Now), "another signature"u8, Root)).Should().Be(TimestampFailure.ImprintMismatch);

    [Fact]
    public void A_token_may_leave_the_signer_out_when_the_trusted_root_names_it()
    {
        byte[] without = Token(Good with { EmbedsSigner = false });

        IsVerified(without).Should().BeTrue();
        Failure(Verify(without, AnySigner)).Should().Be(TimestampFailure.SignerUnknown);
    }

    [Fact]
    public void A_signer_that_stands_alone_in_the_trusted_root_is_its_own_anchor()
    {
        static TrustedRoot Pinned(VirtualCertificate signer) =>
            Sigstore.TrustedRoot(json => json["timestampAuthorities"] = new JsonArray(Sigstore.AuthorityJson("", signer)));
        VirtualCertificate another = Tsa.Root.Issue(Tsa.SignerSpec);
        VirtualCertificate forTls = Tsa.Root.Issue(Tsa.SignerSpec with { Purposes = ["1.3.6.1.5.5.7.3.1"] });
        TrustedRoot root = Pinned(Tsa.Signer);

        var verified = Verify(Tsa.Stamp(Signature, Now), root).Should().BeOfType<TimestampResult.Verified>().Subject;
        verified.AuthorityId.Should().Be(Digest.Of(Tsa.Signer.SubjectPublicKeyInfo).Hex);
        root.TimestampAuthorities[0].IsUsable.Should().BeTrue();
        Failure(Verify(Tsa.Stamp(Signature, Now), Pinned(another))).Should().Be(TimestampFailure.AuthorityUnknown);
        Failure(Verify(Tsa.Stamp(Signature, Now.AddYears(1).AddSeconds(1)), root)).Should().Be(TimestampFailure.OutsideAuthorityWindow);
        Failure(Verify(Tsa.Stamp(Signature, Now.AddYears(9)), root)).Should().Be(TimestampFailure.OutsideSignerValidity);
        Failure(Verify(Tsa.Stamp(Signature, Now), Pinned(forTls))).Should().Be(TimestampFailure.AuthorityUnknown);
        Failure(Verify(VirtualTimestampAuthority.Respond(VirtualTimestampAuthority.Token(Good, forTls)), Pinned(forTls))).Should().Be(TimestampFailure.SignerCertificateWrong);
        Pinned(forTls).TimestampAuthorities[0].IsUsable.Should().BeFalse();
    }

    [Fact]
    public void The_wrapper_is_strict()
    {
        byte[] token = VirtualTimestampAuthority.Token(Good, Tsa.Signer);
        byte[] response = VirtualTimestampAuthority.Respond(token);

        IsVerified(VirtualTimestampAuthority.Respond(token, status: 1)).Should().BeTrue("it is granted with changes");
        Failure(VirtualTimestampAuthority.Respond(token, status: 2)).Should().Be(TimestampFailure.NotGranted);
        Failure(VirtualTimestampAuthority.Respond(token, status: -1)).Should().Be(TimestampFailure.NotGranted);
        Failure(token).Should().Be(TimestampFailure.ResponseMalformed);
        Failure([.. response, 0]).Should().Be(TimestampFailure.ResponseMalformed);
        Failure(response[..^1]).Should().Be(TimestampFailure.ResponseMalformed);
        Failure(VirtualTimestampAuthority.Respond(token, after: [5, 0])).Should().Be(TimestampFailure.ResponseMalformed);
        Failure([]).Should().Be(TimestampFailure.ResponseMalformed);
        Failure(new byte[Limits.MaxTimestampBytes + 1]).Should().Be(TimestampFailure.ResponseMalformed);
        Failure(VirtualTimestampAuthority.Respond([5, 0])).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Token(Good with { ContentType = "1.2.840.113549.1.7.1" })).Should().Be(TimestampFailure.TokenMalformed);
    }

    [Fact]
    public void A_token_with_two_signers_or_a_critical_extension_is_refused()
    {
        Failure(Token(Good with { SecondSigner = Tsa.Root.Issue(Tsa.SignerSpec) })).Should().Be(TimestampFailure.TokenMalformed);
        Failure(Token(Good with { HasCriticalExtension = true })).Should().Be(TimestampFailure.TokenMalformed);
    }

    [Fact]
    public void A_signed_attribute_that_is_not_der_is_refused()
    {
        // The attribute contentType, in as many bytes: a SEQUENCE of indefinite length. The platform throws when it writes it anew.
        byte[] token = VirtualTimestampAuthority.Token(Good, Tsa.Signer);
        byte[] contentType = Convert.FromHexString("060B2A864886F70D0109100104");
        int place = token.AsSpan().LastIndexOf(contentType);
        Convert.FromHexString("3080040700000000000000" + "0000").CopyTo(token, place);

        Failure(VirtualTimestampAuthority.Respond(token)).Should().Be(TimestampFailure.TokenMalformed);
    }

    [Fact]
    public void A_token_that_was_changed_is_refused()
    {
        byte[] response = Tsa.Stamp(Signature, Now);
        response[^1] ^= 1;
        byte[] later = Tsa.Stamp(Signature, Now);
        later[later.AsSpan().IndexOf("20260822120000Z"u8) + 3] = (byte)'7';

        Failure(response).Should().Be(TimestampFailure.SignatureInvalid);
        Failure(later).Should().Be(TimestampFailure.SignatureInvalid);
    }

    [Fact]
    public void The_signed_part_names_the_signers_certificate()
    {
        Failure(Token(Good with { NamedCertificate = Tsa.Root.Der })).Should().Be(TimestampFailure.SigningCertificateMismatch);
        Failure(Token(Good with { NamedCertificate = [] })).Should().Be(TimestampFailure.SigningCertificateMismatch);
    }

    [Fact]
    public void A_signer_that_is_not_made_for_stamping_is_refused()
    {
        SignerFailure(spec => spec with { Purposes = [] }).Should().Be(TimestampFailure.SignerCertificateWrong);
        SignerFailure(spec => spec with { Purposes = [CertificateSpec.CodeSigning] }).Should().Be(TimestampFailure.SignerCertificateWrong);
        SignerFailure(spec => spec with { Purposes = [CertificateSpec.TimeStamping, CertificateSpec.CodeSigning] }).Should().Be(TimestampFailure.SignerCertificateWrong);
        SignerFailure(spec => spec with { PurposesAreCritical = false }).Should().Be(TimestampFailure.SignerCertificateWrong);
        SignerFailure(spec => spec with { KeyUsages = X509KeyUsageFlags.KeyEncipherment }).Should().Be(TimestampFailure.SignerCertificateWrong);
        SignerFailure(spec => spec with { IsAuthority = true }).Should().Be(TimestampFailure.SignerCertificateWrong);
        SignerFailure(spec => spec with { Extensions = [new X509Extension("1.2.3.4", [5, 0], critical: true)] }).Should().Be(TimestampFailure.SignerCertificateWrong);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    [InlineData(60, true)]                                             // notAfter belongs to it
    [InlineData(61, false)]
    public void The_stamped_time_lies_in_the_signers_validity(int seconds, bool expected)
    {
        VirtualCertificate signer = Tsa.Root.Issue(Tsa.SignerSpec with { NotBefore = Now, NotAfter = Now.AddMinutes(1) });
        TimestampResult result = Verify(VirtualTimestampAuthority.Respond(VirtualTimestampAuthority.Token(Good with { Time = Now.AddSeconds(seconds) }, signer)), AnySigner);

        if (expected)
        {
            result.Should().BeOfType<TimestampResult.Verified>();
        }
        else
        {
            Failure(result).Should().Be(TimestampFailure.OutsideSignerValidity);
        }
    }

    [Fact]
    public void The_stamped_time_lies_in_the_time_in_which_the_authority_is_trusted()
    {
        byte[] stamp = Tsa.Stamp(Signature, Now);

        Verify(stamp, WithWindow(Now, Now)).Should().BeOfType<TimestampResult.Verified>("both ends belong to it");
        Failure(Verify(stamp, WithWindow(Now.AddSeconds(1), null))).Should().Be(TimestampFailure.OutsideAuthorityWindow);
        Failure(Verify(stamp, WithWindow(null, Now.AddSeconds(-1)))).Should().Be(TimestampFailure.OutsideAuthorityWindow);
    }

    [Fact]
    public void The_chain_above_is_valid_at_the_stamped_time()
    {
        VirtualCertificate shortLived = Tsa.Root.Issue(CertificateSpec.Authority("CN=short", Now, Now.AddMinutes(1)));
        VirtualCertificate signer = shortLived.Issue(Tsa.SignerSpec);
        TrustedRoot root = WithChain(shortLived, Tsa.Root);

        Verify(Stamp(signer, Now.AddMinutes(1)), root).Should().BeOfType<TimestampResult.Verified>();
        Failure(Verify(Stamp(signer, Now.AddMinutes(2)), root)).Should().Be(TimestampFailure.OutsideAuthorityValidity);
    }

    [Fact]
    public void A_stamp_of_somebody_else_is_refused()
    {
        var other = new VirtualTimestampAuthority(Now.AddYears(-1), Now.AddYears(1));

        Failure(other.Stamp(Signature, Now)).Should().Be(TimestampFailure.AuthorityUnknown);
        Failure(Verify(other.Stamp(Signature, Now), AnySigner)).Should().Be(TimestampFailure.AuthorityUnknown);
        Failure(Verify(Tsa.Stamp(Signature, Now), Sigstore.TrustedRoot(json => json.Remove("timestampAuthorities")))).Should().Be(TimestampFailure.AuthorityUnknown);
    }

    [Fact]
    public void Where_the_trusted_root_names_the_signer_no_other_one_of_the_authority_counts() =>
        Failure(Stamp(Tsa.Root.Issue(Tsa.SignerSpec), Now)).Should().Be(TimestampFailure.AuthorityUnknown);

    [Fact]
    public void The_certificate_of_the_trusted_signer_in_the_bag_lends_nothing_to_another_signer()
    {
        // GHSA-3xxc-pwj6-jgrj: the first certificate in the bag was taken for the signer's.
        VirtualCertificate attacker = VirtualCertificate.SelfSigned(Tsa.SignerSpec);

        Failure(Token(Good with { Embedded = [Tsa.Signer.Der, Tsa.Root.Der] }, attacker)).Should().Be(TimestampFailure.AuthorityUnknown);
    }

    [Fact]
    public void An_intermediate_that_only_the_token_brings_is_a_way_to_the_authority_if_it_is_good()
    {
        VirtualCertificate between = Tsa.Root.Issue(CertificateSpec.Authority("CN=between", Now, Now.AddYears(1)));
        VirtualCertificate barred = Tsa.Root.Issue(CertificateSpec.Authority("CN=barred", Now, Now.AddYears(1)) with { Purposes = [CertificateSpec.CodeSigning] });
        byte[] good = Token(Good with { Embedded = [between.Der] }, between.Issue(Tsa.SignerSpec));

        Verify(good, AnySigner).Should().BeOfType<TimestampResult.Verified>();
        Failure(Verify(Token(Good, between.Issue(Tsa.SignerSpec)), AnySigner)).Should().Be(TimestampFailure.AuthorityUnknown);
        Failure(Verify(Token(Good with { Embedded = [barred.Der] }, barred.Issue(Tsa.SignerSpec)), AnySigner)).Should().Be(TimestampFailure.AuthorityUnusable);
        Failure(good).Should().Be(TimestampFailure.AuthorityUnknown, "the trusted root names another signer");

        VirtualCertificate named = between.Issue(Tsa.SignerSpec);
        byte[] ofNamed = Token(Good with { Embedded = [between.Der] }, named);
        Verify(ofNamed, WithChain(named, Tsa.Root)).Should().BeOfType<TimestampResult.Verified>("the trusted root names the signer, but not its issuer");
        Failure(Verify(Token(Good, named), WithChain(named, Tsa.Root))).Should().Be(TimestampFailure.AuthorityUnknown);
    }

    [Fact]
    public void An_authority_that_may_not_issue_for_stamping_is_refused()
    {
        VirtualCertificate barred = Tsa.Root.Issue(CertificateSpec.Authority("CN=barred", Now, Now.AddYears(1)) with { Purposes = [CertificateSpec.CodeSigning] });

        Failure(Verify(Stamp(barred.Issue(Tsa.SignerSpec), Now), WithChain(barred, Tsa.Root))).Should().Be(TimestampFailure.AuthorityUnusable);
    }

    [Fact]
    public void The_signer_that_the_trusted_root_names_must_be_issued_by_its_chain()
    {
        var other = new VirtualTimestampAuthority(Now.AddYears(-1), Now.AddYears(1));

        Failure(Verify(Tsa.Stamp(Signature, Now), WithChain(Tsa.Signer, other.Root))).Should().Be(TimestampFailure.AuthorityUnknown);
        Failure(Verify(Tsa.Stamp(Signature, Now), WithChain(Tsa.Signer, Tsa.Root.Issue(Tsa.SignerSpec)))).Should().Be(TimestampFailure.AuthorityUnusable);
    }

    [Fact]
    public void A_signer_without_key_usage_or_with_non_repudiation_may_stamp()
    {
        foreach (X509KeyUsageFlags usage in new[] { X509KeyUsageFlags.None, X509KeyUsageFlags.NonRepudiation })
        {
            Verify(Stamp(Tsa.Root.Issue(Tsa.SignerSpec with { KeyUsages = usage }), Now), AnySigner).Should().BeOfType<TimestampResult.Verified>();
        }
    }

    [Fact]
    public void Two_stamps_of_one_authority_have_one_id_and_of_two_authorities_two()
    {
        var second = new VirtualTimestampAuthority(Now.AddYears(-1), Now.AddYears(1), "second");
        TrustedRoot root = Sigstore.TrustedRoot(json => ((JsonArray)json["timestampAuthorities"]!).Add(Sigstore.AuthorityJson("https://second", second.Signer, second.Root)));

        string Id(byte[] stamp) => Verify(stamp, root).Should().BeOfType<TimestampResult.Verified>().Subject.AuthorityId;
        Id(Tsa.Stamp(Signature, Now)).Should().Be(Id(Tsa.Stamp(Signature, Now.AddSeconds(1))));
        Id(Tsa.Stamp(Signature, Now)).Should().NotBe(Id(second.Stamp(Signature, Now)));
    }

    [Fact]
    public void However_a_stamp_is_changed_nothing_is_thrown_and_no_other_time_is_believed()
    {
        var random = new Random(20260822);
        byte[] good = Token(Good with { Embedded = [Tsa.Root.Der] });
        for (int round = 0; round < 2_000; round++)
        {
            byte[] changed = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            if (Verify(changed) is TimestampResult.Verified verified)
            {
                verified.Time.Should().Be(Now, "only what is not signed may differ");
            }
        }
    }

    private static byte[] Token(StampSpec spec, VirtualCertificate? signer = null) =>
        VirtualTimestampAuthority.Respond(VirtualTimestampAuthority.Token(spec, signer ?? Tsa.Signer));

    private static byte[] Stamp(VirtualCertificate signer, DateTimeOffset time) => Token(Good with { Time = time }, signer);

    private static TrustedRoot WithChain(params VirtualCertificate[] chain) =>
        Sigstore.TrustedRoot(json => json["timestampAuthorities"] = new JsonArray(Sigstore.AuthorityJson("", chain)));

    private static TrustedRoot WithWindow(DateTimeOffset? start, DateTimeOffset? end) =>
        Sigstore.TrustedRoot(json => json["timestampAuthorities"]![0]!["validFor"] = VirtualSigstore.Window(start, end));

    private static TimestampFailure SignerFailure(Func<CertificateSpec, CertificateSpec> change) =>
        Failure(Verify(Stamp(Tsa.Root.Issue(change(Tsa.SignerSpec)), Now), AnySigner));

    private static bool IsVerified(byte[] response) => Verify(response) is TimestampResult.Verified;

    private static TimestampFailure Failure(byte[] response) => Failure(Verify(response));

    private static TimestampFailure Failure(TimestampResult result) => result.Should().BeOfType<TimestampResult.Failed>().Subject.Failure;

    private static TimestampResult Verify(byte[] response, TrustedRoot? root = null) => TimestampVerifier.Verify(response, Signature, root ?? Root);
}
