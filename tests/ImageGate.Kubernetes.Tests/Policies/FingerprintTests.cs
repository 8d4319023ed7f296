using ImageGate.Core.Policies;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>Answers are kept under a policy's fingerprint: whatever may change an answer has to change it.</summary>
public sealed class FingerprintTests
{
    private static readonly string Pem = TestKey.Pem();
    private static readonly string Text = WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired");

    [Fact]
    public void A_policy_that_did_not_change_keeps_its_fingerprint_when_others_do()
    {
        string fingerprint = Of(Text);

        Of(Text + "---\n" + Policy("images: [nginx]\ndeny: no-images", "other")).Should().Be(fingerprint);
        Of(Text + "---\n" + Document("RegistryAccess", "host: ghcr.io")).Should().Be(fingerprint);
        Of("# a comment\n" + Text.Replace("name: a", "name:   \"a\"")).Should().Be(fingerprint);
        fingerprint.Should().MatchRegex("^[0-9a-f]{64}$");
    }

    [Theory]
    [InlineData("name: a", "name: b")]
    [InlineData("atLeast: 1", "atLeast: all")]
    [InlineData("transparencyLog: notRequired", "transparencyLog: notRequired\n      annotations: {env: prod}")]
    [InlineData("transparencyLog: notRequired", "transparencyLog: notRequired\n      repository: ghcr.io/acme/signatures")]
    [InlineData("images: [\"**\"]", "images: [\"ghcr.io/**\"]")]
    [InlineData("file: a.pub", "file: a.pub, hash: sha512")]
    public void A_changed_policy_has_another(string old, string changed)
    {
        Text.Should().Contain(old);
        Of(Text.Replace(old, changed, StringComparison.Ordinal)).Should().NotBe(Of(Text));
    }

    [Fact]
    public void Another_key_in_the_same_file_has_another() =>
        Of(Text, TestKey.Pem()).Should().NotBe(Of(Text, Pem)).And.NotBe(Of(Text, Pem + "\n" + TestKey.Pem()));

    [Fact]
    public void Another_trust_root_has_another()
    {
        string keyless = WithSigner("keyless: {issuer: \"https://i.dev\", subject: s, trustRoot: acme}");
        string fingerprint = Of(keyless + TestRoot.Document());

        Of(keyless + TestRoot.Document()).Should().Be(fingerprint);
        Of(keyless + TestRoot.Document(TestRoot.Json(json => json.Remove("timestampAuthorities")))).Should().NotBe(fingerprint);
    }

    [Fact]
    public void Text_moved_from_one_field_to_the_next_has_another() =>
        Of(WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired\nannotations: {a: bc}"))
            .Should().NotBe(Of(WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired\nannotations: {ab: c}")))
            .And.NotBe(Of(WithSigner("key: {file: a.pub}\ntransparencyLog: notRequired\nannotations: {a: b, c: \"\"}")));

    private static string Of(string text, string? pem = null)
    {
        TrustPolicy policy = Set(text, new FilesInMemory { ["a.pub"] = pem ?? Pem }).Policies[0];
        return policy.Fingerprint ?? throw new InvalidOperationException("the policy has none");
    }
}
