using ImageGate.Core.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class SignerTests
{
    private const string NoLog = "transparencyLog: notRequired";

    private readonly string _pem = TestKey.Pem();

    private string Key => $"key: {{pem: {TestKey.Quoted(_pem)}}}";

    [Fact]
    public void A_signer_is_read()
    {
        Signer signer = Read($"{Key}\n{NoLog}\nrepository: ghcr.io/acme/signatures\nannotations: {{env: prod, \"on\": \"true\", empty: \"\"}}");
        var anyKey = (SignerRequirement.AnyKey)signer.Requirement;
        PublicKeyPem.TryParse(_pem, KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out _).Should().BeTrue();
        anyKey.Keys.Select(key => key.Fingerprint).Should().Equal(keys!.Select(key => key.Fingerprint));
        anyKey.TransparencyLog.Should().Be(TransparencyLog.NotRequired);
        anyKey.Annotations.Should().BeEquivalentTo(new Dictionary<string, string> { ["env"] = "prod", ["on"] = "true", ["empty"] = "" });
        signer.Name.Should().Be("a");
        signer.Repository!.ToString().Should().Be("ghcr.io/acme/signatures");
    }

    [Fact]
    public void A_signer_without_repository_and_annotations_has_none()
    {
        Signer signer = Read($"{Key}\n{NoLog}");
        signer.Repository.Should().BeNull();
        signer.Requirement.Annotations.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\ntransparencyLog: required")]
    public void A_log_of_the_public_good_instance_is_demanded_by_default(string log)
    {
        var anyKey = (SignerRequirement.AnyKey)Read(Key + log).Requirement;
        anyKey.TransparencyLog.Should().Be(TransparencyLog.Required);
        anyKey.TrustedRoot!.TransparencyLogs.Should().Contain(instance => instance.BaseUrl == "https://rekor.sigstore.dev");
    }

    [Theory]
    [InlineData("trustRoot: acme")]
    [InlineData("trustRoot: acme\ntransparencyLog: required")]
    public void A_signer_with_a_trust_root_demands_its_logs(string fields)
    {
        var anyKey = (SignerRequirement.AnyKey)Read($"{Key}\n{fields}", TestRoot.Document()).Requirement;
        anyKey.TransparencyLog.Should().Be(TransparencyLog.Required);
        anyKey.TrustedRoot!.TransparencyLogs.Should().ContainSingle();
    }

    [Fact]
    public void A_trust_root_without_a_certificate_authority_is_good_for_keys() =>
        Read($"{Key}\ntrustRoot: acme", TestRoot.Document(TestRoot.Json(json => json.Remove("certificateAuthorities"))))
            .Requirement.TransparencyLog.Should().Be(TransparencyLog.Required);

    [Fact]
    public void A_signer_that_demands_a_log_is_refused_a_trust_root_that_skips_it() =>
        (WithSigner($"{Key}\ntrustRoot: acme") + TestRoot.Document(extra: "\n  insecureSkip: [log]"))
            .ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "its `insecureSkip` has `log`, and this signer demands an entry in one", TestRoot.Files());

    [Fact]
    public void A_signer_that_demands_a_log_is_refused_a_trust_root_whose_logs_cannot_be_used()
    {
        string json = TestRoot.Json(json => json["tlogs"]![0]!["publicKey"]!["keyDetails"] = "ML_DSA_65");
        Errors(WithSigner($"{Key}\ntrustRoot: acme") + TestRoot.Document(json)).Should().ContainSingle()
            .Which.Should().Contain("spec.trustedRoot: no signature could ever be right under it: the trusted root has fewer than 1 transparency logs");
    }

    [Fact]
    public void A_trust_root_beside_a_key_without_a_log_says_whose_time_stamps_count()
    {
        var anyKey = (SignerRequirement.AnyKey)Read($"{Key}\n{NoLog}\ntrustRoot: acme", TestRoot.Document(TestRoot.Json(json => json.Remove("certificateAuthorities")))).Requirement;
        anyKey.TransparencyLog.Should().Be(TransparencyLog.NotRequired);
        anyKey.TrustedRoot!.TimestampAuthorities.Should().ContainSingle();
        anyKey.Window.Should().BeNull();
    }

    [Fact]
    public void A_trust_root_that_nothing_would_use_is_refused() =>
        (WithSigner($"{Key}\n{NoLog}\ntrustRoot: acme") + TestRoot.Document(TestRoot.Json(json => json.Remove("timestampAuthorities"))))
            .ShouldBeRefused("12:18: spec.require.signers[0].trustRoot", "it would be used for time stamps alone, and it has no time-stamping authority that can be used");

    [Fact]
    public void An_unknown_trust_root_is_refused() =>
        (WithSigner($"{Key}\ntrustRoot: acmee") + TestRoot.Document())
            .ShouldBeRefused("11:18: spec.require.signers[0].trustRoot", "there is no TrustRoot called `acmee`: did you mean `acme`?", TestRoot.Files());

    [Theory]
    [InlineData("false", "is a boolean: write `required` or `notRequired`")]
    [InlineData("notrequired", "did you mean `notRequired`?")]
    public void Another_transparencyLog_is_refused(string value, string part) =>
        WithSigner($"{Key}\ntransparencyLog: {value}").ShouldBeRefused("11:24: spec.require.signers[0].transparencyLog", part);

    [Fact]
    public void A_key_and_keyless_are_two_signers() =>
        WithSigner($"keyless: {{}}\n{Key}\n{NoLog}").ShouldBeRefused("9:7: spec.require.signers[0]", "has `key` and `keyless`: write exactly one");

    [Fact]
    public void A_key_a_certificate_and_keyless_are_three_signers() =>
        WithSigner($"keyless: {{}}\ncertificate: {{}}\n{Key}").ShouldBeRefused("9:7: spec.require.signers[0]", "has `key`, `keyless` and `certificate`: write exactly one of them, or three signers");

    [Fact]
    public void A_signer_without_a_key_is_refused() => WithSigner(NoLog).ShouldBeRefused("9:7: spec.require.signers[0].key", "is missing");

    [Fact]
    public void A_signer_without_a_name_is_refused() =>
        Requiring($"- {Key}\n  {NoLog}").ShouldBeRefused("9:7: spec.require.signers[0].name", "is missing");

    [Fact]
    public void A_signer_that_is_a_text_is_refused() =>
        Requiring("- release-key").ShouldBeRefused("9:7: spec.require.signers[0]", "is a text: write a mapping");

    [Fact]
    public void An_unknown_field_of_a_signer_is_refused() =>
        WithSigner($"{Key}\n{NoLog}\nannotation: {{}}").ShouldBeRefused("12:7: spec.require.signers[0].annotation", "did you mean `annotations`?");

    [Theory]
    [InlineData("{env: true}", "12:26: spec.require.signers[0].annotations.env", "is a boolean: write it in quotes")]
    [InlineData("{env: 12}", "12:26: spec.require.signers[0].annotations.env", "is a number: write it in quotes")]
    [InlineData("{env: ~}", "12:26: spec.require.signers[0].annotations.env", "is empty")]
    [InlineData("{env: [a]}", "12:26: spec.require.signers[0].annotations.env", "is a list")]
    [InlineData("[a]", "12:20: spec.require.signers[0].annotations", "is a list: write a mapping")]
    public void Annotations_that_are_no_texts_are_refused(string annotations, string place, string part) =>
        WithSigner($"{Key}\n{NoLog}\nannotations: {annotations}").ShouldBeRefused(place, part);

    [Theory]
    [InlineData("ghcr.io/acme/app:1")]
    [InlineData("ghcr.io/Acme")]
    [InlineData("ghcr.io/acme/**")]
    [InlineData("\"https://ghcr.io/acme\"")]
    public void A_repository_that_is_none_is_refused(string repository) =>
        WithSigner($"{Key}\n{NoLog}\nrepository: {repository}").ShouldBeRefused("12:19: spec.require.signers[0].repository", "is not a repository");

    private static Signer Read(string fields, string trustRoot = "") =>
        ((PolicyRule.Require)Set(WithSigner(fields) + trustRoot).Policies[0].Rule).Signers.Should().ContainSingle().Which;
}
