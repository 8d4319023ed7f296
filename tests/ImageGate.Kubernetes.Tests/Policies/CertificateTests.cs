using ImageGate.Core.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;
using ImageGate.Testing.Sigstore;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Signers with a certificate of an authority outside of Sigstore.</summary>
public sealed class CertificateTests
{
    private const string Now = "insecureCurrentTime: true";
    private const string Subject = "subject: \"CN=release,O=Acme,C=DE\"";

    private static readonly VirtualCompany Company = new(TestRoot.Now);
    private static readonly string Chain = "chain: " + TestKey.Quoted(VirtualCompany.Pem(Company.Sub, Company.Root));

    [Fact]
    public void A_signer_with_a_certificate_is_read()
    {
        SignerRequirement.Certificate certificate = Read($"{{{Chain}, {Subject}}}", "\ntrustRoot: acme\nannotations: {env: prod}");
        certificate.Authority.Chain.Should().HaveCount(2);
        (certificate.Subject.Kind, certificate.Subject.Name.Text).Should().Be((SubjectKind.DistinguishedName, "CN=release,O=Acme,C=DE"));
        certificate.SigningTime.Should().BeOfType<SigningTime.Verified>().Which.TransparencyLog.Should().Be(TransparencyLog.Required, "it is the default");
        certificate.TransparencyLog.Should().Be(TransparencyLog.Required);
        certificate.Annotations.Should().ContainSingle();
    }

    [Fact]
    public void Its_time_comes_from_a_log_or_from_stamps_or_is_insecure()
    {
        ((SigningTime.Verified)Read($"{{{Chain}, {Subject}}}", "\ntransparencyLog: notRequired\ntrustRoot: acme").SigningTime).TransparencyLog.Should().Be(TransparencyLog.NotRequired);
        Read($"{{{Chain}, {Subject}, {Now}}}").SigningTime.Should().BeOfType<SigningTime.InsecureCurrent>();
        Read($"{{{Chain}, {Subject}, insecureCurrentTime: false}}", "\ntrustRoot: acme").SigningTime.Should().BeOfType<SigningTime.Verified>();
    }

    [Theory]
    [InlineData("subject: \"CN=*,O=Acme\"", SubjectKind.DistinguishedName, "CN=a,O=Acme", "CN=a,OU=b,O=Acme")]
    [InlineData("subjectRegex: \"CN=[a-z ]+,O=Acme\"", SubjectKind.DistinguishedName, "CN=release team,O=Acme", "CN=release team,O=Acme,C=DE")]
    [InlineData("email: \"*@acme.io\"", SubjectKind.Email, "a@acme.io", "a@acme.io.evil.example")]
    [InlineData("uri: \"spiffe://acme.io/ci/*\"", SubjectKind.Uri, "spiffe://acme.io/ci/a", "spiffe://evil.example/acme.io/ci/a")]
    [InlineData("dns: signer.acme.io", SubjectKind.Dns, "signer.acme.io", "signer-acme.io")]
    public void One_kind_of_name_is_demanded(string subject, SubjectKind kind, string right, string wrong)
    {
        SubjectPolicy policy = Read($"{{{Chain}, {subject}, {Now}}}").Subject;
        (policy.Kind, policy.Name.Matches(right), policy.Name.Matches(wrong)).Should().Be((kind, true, false));
    }

    [Fact]
    public void The_chain_may_stand_in_a_file()
    {
        var files = new FilesInMemory { ["pki/acme.pem"] = VirtualCompany.Pem(Company.Root) };
        SignerRequirement.Certificate certificate = Of(Set(WithSigner($"certificate: {{file: pki/acme.pem, {Subject}, {Now}}}"), files));
        certificate.Authority.Chain.Should().ContainSingle();
        WithSigner($"certificate: {{file: b.pem, {Subject}, {Now}}}").ShouldBeRefused("10:27: spec.require.signers[0].certificate.file", "the file cannot be used: it does not exist");
        WithSigner($"certificate: {{file: b.pem, {Subject}, {Now}}}")
            .ShouldBeRefused("10:27: spec.require.signers[0].certificate.file", "the file: there is text that is no PEM block", new FilesInMemory { ["b.pem"] = "nothing" });
    }

    [Theory]
    [InlineData("SUBJECT, NOW", "certificate", "has no authority: write exactly one of `chain` and `file`")]
    [InlineData("CHAIN, file: a, SUBJECT, NOW", "certificate", "has `chain` and `file`: write exactly one of them")]
    [InlineData("chain: x, SUBJECT, NOW", "certificate.chain", "there is text that is no PEM block")]
    [InlineData("chain: LEAF, SUBJECT, NOW", "certificate.chain", "certificate 0 of the authority's chain is no certificate authority")]
    [InlineData("chain: SWAPPED, SUBJECT, NOW", "certificate.chain", "is not issued by the next one")]
    [InlineData("CHAIN, NOW", "certificate", "says not whose certificate counts: write exactly one of `subject`")]
    [InlineData("CHAIN, SUBJECT, email: a@acme.io, NOW", "certificate", "has `subject` and `email`: write exactly one of them")]
    [InlineData("CHAIN, SUBJECT, subjectRegex: a, NOW", "certificate", "has `subject` and `subjectRegex`: write exactly one of them")]
    [InlineData("CHAIN, subject: \"\", NOW", "certificate.subject", "is empty")]
    [InlineData("CHAIN, subject: \"*\", NOW", "certificate.subject", "matches everybody")]
    [InlineData("CHAIN, subject: \"CN=*\", NOW", "certificate.subject", "matches everybody")]
    [InlineData("CHAIN, subjectRegex: .*, NOW", "certificate.subjectRegex", "matches everybody")]
    [InlineData("CHAIN, subjectRegex: \"(\", NOW", "certificate.subjectRegex", "not a regular expression")]
    [InlineData("CHAIN, email: \"*@*\", NOW", "certificate.email", "matches everybody")]
    [InlineData("CHAIN, uri: \"https://*\", NOW", "certificate.uri", "matches everybody")]
    [InlineData("CHAIN, uri: \"spiffe://*\", NOW", "certificate.uri", "matches everybody")]
    [InlineData("CHAIN, dns: \"*.*\", NOW", "certificate.dns", "matches everybody")]
    [InlineData("CHAIN, dns: 1, NOW", "certificate.dns", "is a number: write it in quotes")]
    [InlineData("CHAIN, SUBJECT, insecureCurrentTime: \"true\"", "certificate.insecureCurrentTime", "is a text: write `true` or `false` without quotes")]
    [InlineData("CHAIN, SUBJECT, currentTime: true", "certificate.currentTime", "unknown field: the fields here are `chain`, `file`")]
    public void A_bad_certificate_is_refused(string fields, string path, string part)
    {
        string text = fields.Replace("CHAIN", Chain, StringComparison.Ordinal).Replace("SUBJECT", Subject, StringComparison.Ordinal).Replace("NOW", Now, StringComparison.Ordinal)
            .Replace("LEAF", TestKey.Quoted(VirtualCompany.Pem(Company.Leaf)), StringComparison.Ordinal)
            .Replace("SWAPPED", TestKey.Quoted(VirtualCompany.Pem(Company.Root, Company.Sub)), StringComparison.Ordinal);
        Errors(WithSigner($"certificate: {{{text}}}")).Should().Contain(error =>
            error.Contains($"spec.require.signers[0].{path}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Somebody_must_say_the_time()
    {
        WithSigner($"certificate: {{{Chain}, {Subject}}}\ntrustRoot: none").ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "there is no TrustRoot called `none`");
        ((SignerRequirement.Certificate)((PolicyRule.Require)Set(WithSigner($"certificate: {{{Chain}, {Subject}}}")).Policies[0].Rule).Signers[0].Requirement).SigningTime
            .Should().BeOfType<SigningTime.Verified>().Which.TransparencyLog.Should().Be(TransparencyLog.Required);
    }

    [Fact]
    public void A_trust_root_must_have_what_says_the_time()
    {
        string signer = $"certificate: {{{Chain}, {Subject}}}\ntrustRoot: acme";
        (WithSigner(signer) + TestRoot.Document(extra: "\n  insecureSkip: [log]"))
            .ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "its `insecureSkip` has `log`", TestRoot.Files());
        (WithSigner(signer + "\ntransparencyLog: notRequired") + TestRoot.Document(TestRoot.Json(json => json.Remove("timestampAuthorities"))))
            .ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "it has no time-stamping authority that can be used");
        Set(WithSigner(signer + "\ntransparencyLog: notRequired") + TestRoot.Document(TestRoot.Json(json =>
        {
            json.Remove("certificateAuthorities");
            json.Remove("tlogs");
        }))).Policies.Should().ContainSingle("time-stamping authorities alone are enough");
    }

    [Theory]
    [InlineData("trustRoot: acme", "11:18: spec.require.signers[0].trustRoot")]
    [InlineData("transparencyLog: required", "11:24: spec.require.signers[0].transparencyLog")]
    public void Nobody_is_asked_for_the_time_besides_the_clock(string field, string place) =>
        (WithSigner($"certificate: {{{Chain}, {Subject}, {Now}}}\n{field}") + TestRoot.Document()).ShouldBeRefused(place, "nothing would use it");

    [Fact]
    public void The_age_of_an_attestation_needs_a_time_that_somebody_says()
    {
        string Text(string time) => Policy($$"""
            images: ["**"]
            require:
              signers:
                - name: a
                  certificate: {ALL{{time}}
            attestations:
              - {name: p, predicateType: "https://slsa.dev/provenance/v1", signers: [a], maxAge: 1h}
            """).Replace("{ALL", $"{{{Chain}, {Subject}", StringComparison.Ordinal) + TestRoot.Document();

        Errors(Text($", {Now}}}")).Should().ContainSingle().Which.Should().Contain("remove `insecureCurrentTime` of this signer");
        Set(Text("}\n      trustRoot: acme")).Policies.Should().ContainSingle();
    }

    [Fact]
    public void Each_signer_with_a_certificate_may_be_somebody_else()
    {
        string signer = $"certificate: {{{Chain}, {Subject}, {Now}}}}}";
        Set(Requiring($"- {{name: a, {signer}\n- {{name: b, {signer}", "all")).Policies.Should().ContainSingle();
    }

    private static SignerRequirement.Certificate Read(string certificate, string fields = "") => Of(Set(WithSigner($"certificate: {certificate}{fields}") + TestRoot.Document()));

    private static SignerRequirement.Certificate Of(PolicySet set) =>
        (SignerRequirement.Certificate)((PolicyRule.Require)set.Policies[0].Rule).Signers.Should().ContainSingle().Subject.Requirement;
}
