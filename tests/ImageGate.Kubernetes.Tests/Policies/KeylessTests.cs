using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Tuf;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class KeylessTests
{
    private const string Who = "issuer: https://i.dev, subject: \"https://github.com/acme/*\"";

    [Fact]
    public void A_keyless_signer_is_read()
    {
        Signer signer = Read($"{{{Who}, extensions: {{runnerEnvironment: github-hosted}}, trustRoot: acme}}", "\nannotations: {env: prod}\nrepository: ghcr.io/acme/signatures");
        var keyless = (SignerRequirement.Keyless)signer.Requirement;
        (keyless.Identity.Issuer.Text, keyless.Identity.Subject.Text).Should().Be(("https://i.dev", "https://github.com/acme/*"));
        keyless.Identity.Extensions.Should().ContainSingle().Which.Should().Be(KeyValuePair.Create("runnerEnvironment", "github-hosted"));
        keyless.TransparencyLog.Should().Be(TransparencyLog.Required);
        keyless.Annotations.Should().ContainSingle();
        signer.Repository!.ToString().Should().Be("ghcr.io/acme/signatures");
    }

    [Fact]
    public void Regular_expressions_are_read_and_match_the_whole()
    {
        var keyless = (SignerRequirement.Keyless)Read("{issuerRegex: \"https://i[.]dev\", subjectRegex: \"[a-z]+@acme[.]io\", trustRoot: acme}").Requirement;
        keyless.Identity.Issuer.Matches("https://i.dev").Should().BeTrue();
        keyless.Identity.Issuer.Matches("https://i.dev.evil.example").Should().BeFalse();
        keyless.Identity.Subject.Matches("dev@acme.io").Should().BeTrue();
        keyless.Identity.Subject.Matches("dev@acme.io.evil.example").Should().BeFalse();
    }

    [Theory]
    [InlineData("{subject: s, trustRoot: acme}", "10:16: spec.require.signers[0].keyless.issuer", "is missing: write who vouches")]
    [InlineData("{issuer: i, trustRoot: acme}", "10:16: spec.require.signers[0].keyless.subject", "is missing: write who signs")]
    [InlineData("{issuer: i, issuerRegex: i, subject: s, trustRoot: acme}", "10:16: spec.require.signers[0].keyless", "has `issuer` and `issuerRegex`: write exactly one")]
    [InlineData("{issuer: i, subject: s, subjectRegex: s, trustRoot: acme}", "10:16: spec.require.signers[0].keyless", "has `subject` and `subjectRegex`: write exactly one")]
    [InlineData("{issuer: \"*\", subject: s, trustRoot: acme}", "10:25: spec.require.signers[0].keyless.issuer", "matches everybody")]
    [InlineData("{issuer: i, subject: \"**\", trustRoot: acme}", "10:37: spec.require.signers[0].keyless.subject", "matches everybody")]
    [InlineData("{issuer: i, subjectRegex: .*, trustRoot: acme}", "10:42: spec.require.signers[0].keyless.subjectRegex", "matches everybody")]
    [InlineData("{issuer: i, subjectRegex: \"(\", trustRoot: acme}", "10:42: spec.require.signers[0].keyless.subjectRegex", "not a regular expression that is supported")]
    [InlineData("{issuer: i, subjectRegex: \"a(?=b)\", trustRoot: acme}", "10:42: spec.require.signers[0].keyless.subjectRegex", "not a regular expression that is supported")]
    [InlineData("{issuer: \"\", subject: s, trustRoot: acme}", "10:25: spec.require.signers[0].keyless.issuer", "is empty")]
    [InlineData("{issuer: 1, subject: s, trustRoot: acme}", "10:25: spec.require.signers[0].keyless.issuer", "is a number: write it in quotes")]
    [InlineData("{issuer: i, subject: s, root: acme}", "10:40: spec.require.signers[0].keyless.root", "unknown field")]
    [InlineData("github", "10:16: spec.require.signers[0].keyless", "is a text: write a mapping with `issuer`")]
    [InlineData("{issuer: i, subject: s, trustRoot: acme, extensions: [a]}", "10:69: spec.require.signers[0].keyless.extensions", "is a list: write a mapping")]
    [InlineData("{issuer: i, subject: s, trustRoot: acme, extensions: {runnerEnvironment: true}}", "10:89: spec.require.signers[0].keyless.extensions.runnerEnvironment", "is a boolean: write it in quotes")]
    [InlineData("{issuer: i, subject: s, trustRoot: acme, extensions: {runnerEnvironement: x}}", "10:70: spec.require.signers[0].keyless.extensions.runnerEnvironement", "unknown extension: did you mean `runnerEnvironment`? The extensions are `buildConfigDigest`")]
    [InlineData("{issuer: i, subject: s, trustRoot: acme, extensions: {color: x}}", "10:70: spec.require.signers[0].keyless.extensions.color", "unknown extension: The extensions are `buildConfigDigest`")]
    [InlineData("{issuer: i, subject: s, trustRoot: pubic-good}", "10:51: spec.require.signers[0].keyless.trustRoot", "there is no TrustRoot called `pubic-good`: did you mean `public-good`?")]
    [InlineData("{issuer: i, subject: s, trustRoot: other}", "10:51: spec.require.signers[0].keyless.trustRoot", "there is no TrustRoot called `other`: there are `acme` and `public-good`")]
    public void A_bad_identity_is_refused(string keyless, string place, string part)
    {
        string[] errors = Errors(Text(keyless));
        errors.Should().Contain(error => error.StartsWith($"p.yaml:{place}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("required")]
    [InlineData("notRequired")]
    public void TransparencyLog_is_not_for_keyless_signers(string value) =>
        Text($"{{{Who}, trustRoot: acme}}", $"\ntransparencyLog: {value}")
            .ShouldBeRefused("11:24: spec.require.signers[0].transparencyLog", "is not for a keyless signer: it needs a log unless its TrustRoot has none (`insecureSkip: [log]` there)");

    [Fact]
    public void TrustRoot_stands_inside_of_keyless() =>
        Text($"{{{Who}, trustRoot: acme}}", "\ntrustRoot: acme").ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "write it inside of `keyless`");

    [Theory]
    [InlineData("")]
    [InlineData(", trustRoot: public-good")]
    public void A_document_called_public_good_takes_the_place_of_the_built_in_one(string named)
    {
        string text = Requiring($"- {{name: a, keyless: {{{Who}{named}}}}}") + TestRoot.Document(name: "public-good");
        ((SignerRequirement.Keyless)((PolicyRule.Require)Set(text).Policies[0].Rule).Signers[0].Requirement).TrustedRoot.CertificateAuthorities[0].Uri
            .Should().Be("https://fulcio.virtual.dev");
    }

    [Theory]
    [InlineData("")]
    [InlineData(", trustRoot: public-good")]
    public void The_built_in_public_good_is_the_default(string named)
    {
        var load = (PolicyLoad.Loaded)Load(null, ("p.yaml", Requiring($"- {{name: a, keyless: {{{Who}{named}}}}}")));
        ((SignerRequirement.Keyless)((PolicyRule.Require)load.Set.Policies[0].Rule).Signers[0].Requirement).TrustedRoot.CertificateAuthorities
            .Should().Contain(authority => authority.Uri == "https://fulcio.sigstore.dev");
        load.Followed.Should().ContainSingle().Which.Seed.Should().BeSameAs(PublicGood.Seed);
    }

    [Fact]
    public void Each_keyless_signer_may_be_somebody_else()
    {
        string signer = $"keyless: {{{Who}, trustRoot: acme}}}}";
        Set(Requiring($"- {{name: a, {signer}\n- {{name: b, {signer}", "all") + TestRoot.Document()).Policies.Should().ContainSingle();
    }

    [Fact]
    public void Keys_beside_a_keyless_signer_still_count_once()
    {
        string key = $"key: {{pem: {TestKey.QuotedPem()}}}, transparencyLog: notRequired}}";
        (Requiring($"- {{name: a, {key}\n- {{name: b, {key}\n- {{name: c, keyless: {{{Who}, trustRoot: acme}}}}", "all") + TestRoot.Document())
            .ShouldBeRefused("7:14: spec.require.atLeast", "the signers `a` and `b` have only 1 distinct key together");
    }

    private static string Text(string keyless, string extra = "") => WithSigner($"keyless: {keyless}{extra}") + TestRoot.Document();

    private static Signer Read(string keyless, string extra = "") =>
        ((PolicyRule.Require)Set(Text(keyless, extra)).Policies[0].Rule).Signers.Should().ContainSingle().Which;
}
