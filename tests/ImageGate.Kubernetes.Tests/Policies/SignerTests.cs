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

    [Fact]
    public void A_missing_transparencyLog_is_refused_because_the_default_is_not_supported_yet() =>
        WithSigner(Key).ShouldBeRefused("9:7: spec.require.signers[0].transparencyLog", "write `transparencyLog: notRequired`");

    [Fact]
    public void A_required_transparencyLog_is_refused_as_not_supported_yet() =>
        WithSigner($"{Key}\ntransparencyLog: required")
            .ShouldBeRefused("11:24: spec.require.signers[0].transparencyLog", "`required` is not supported yet: write `transparencyLog: notRequired`");

    [Theory]
    [InlineData("false", "is a boolean: write `required` or `notRequired`")]
    [InlineData("notrequired", "did you mean `notRequired`?")]
    public void Another_transparencyLog_is_refused(string value, string part) =>
        WithSigner($"{Key}\ntransparencyLog: {value}").ShouldBeRefused("11:24: spec.require.signers[0].transparencyLog", part);

    [Theory]
    [InlineData("keyless: {issuer: x, subject: y}", "keyless")]
    [InlineData("certificate: {chain: x}", "certificate")]
    public void Keyless_and_certificate_are_refused_as_not_supported_yet(string line, string field) =>
        WithSigner(line).ShouldBeRefused($"10:7: spec.require.signers[0].{field}", $"`{field}` is not supported yet");

    [Fact]
    public void Keyless_beside_a_key_is_refused_as_well() =>
        WithSigner($"keyless: {{}}\n{Key}\n{NoLog}").ShouldBeRefused("10:7: spec.require.signers[0].keyless", "`keyless` is not supported yet");

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

    private static Signer Read(string fields) => ((PolicyRule.Require)Set(WithSigner(fields)).Policies[0].Rule).Signers.Should().ContainSingle().Which;
}
