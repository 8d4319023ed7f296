using System.Security.Cryptography;
using ImageGate.Core.Policies;
using ImageGate.Sigstore;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

public sealed class KeyTests
{
    private readonly string _pem = TestKey.Pem();

    [Fact]
    public void Several_blocks_are_several_keys() =>
        Keys($"{{pem: {TestKey.Quoted(_pem + "\n" + TestKey.Pem())}}}").Should().Be(2);

    [Theory]
    [InlineData("sha256")]
    [InlineData("sha384")]
    [InlineData("\"sha512\"")]
    public void A_hash_is_read(string hash) => Keys($"{{pem: {TestKey.Quoted(_pem)}, hash: {hash}}}").Should().Be(1);

    [Fact]
    public void Another_hash_is_refused() =>
        Key($"{{hash: sha1, pem: {TestKey.Quoted(_pem)}}}").ShouldBeRefused("10:19: spec.require.signers[0].key.hash", "unknown value `sha1`: write `sha256`, `sha384` or `sha512`");

    [Fact]
    public void A_key_in_a_file_is_read()
    {
        var files = new FilesInMemory { ["keys/a.pub"] = "\uFEFF" + _pem };
        Keys("{file: keys/a.pub}", files).Should().Be(1);
        files.Asked.Should().Equal("keys/a.pub");
    }

    [Fact]
    public void A_file_that_two_signers_name_is_read_once()
    {
        var files = new FilesInMemory { ["a.pub"] = _pem };
        Set(Requiring("- {name: a, key: {file: a.pub}, transparencyLog: notRequired}\n- {name: b, key: {file: a.pub}, transparencyLog: notRequired}"), files);
        files.Asked.Should().ContainSingle();
    }

    [Fact]
    public void A_missing_file_is_refused() =>
        Key("{file: keys/a.pub}").ShouldBeRefused("10:19: spec.require.signers[0].key.file", "the file cannot be used: it does not exist");

    [Fact]
    public void A_file_without_a_key_is_refused() =>
        Key("{file: a.pub}").ShouldBeRefused("10:19: spec.require.signers[0].key.file", "the file: there is text that is no PEM block", new FilesInMemory { ["a.pub"] = "nothing" });

    [Theory]
    [InlineData("{}", "10:12: spec.require.signers[0].key", "has no key: write exactly one of `pem` and `file`")]
    [InlineData("{file: a, pem: b}", "10:12: spec.require.signers[0].key", "has `pem` and `file`: write exactly one")]
    [InlineData("x", "10:12: spec.require.signers[0].key", "is a text: write a mapping")]
    [InlineData("{pme: x}", "10:13: spec.require.signers[0].key.pme", "did you mean `pem`?")]
    [InlineData("{pem: x}", "10:18: spec.require.signers[0].key.pem", "there is text that is no PEM block")]
    [InlineData("{pem: }", "spec.require.signers[0].key.pem", "is empty")]
    [InlineData("{file: 1}", "10:19: spec.require.signers[0].key.file", "is a number: write it in quotes")]
    [InlineData("{file: \"a\\nb\"}", "10:19: spec.require.signers[0].key.file", "line break")]
    public void A_bad_key_is_refused(string key, string place, string part) =>
        Errors(Key(key)).Should().Contain(error => error.Contains($"{place}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));

    [Theory]
    [InlineData("kms", "gcpkms://projects/p")]
    [InlineData("secret", "a/b/c")]
    public void Kms_and_secret_are_refused_as_not_supported_yet(string field, string value) =>
        Key($"{{{field}: \"{value}\"}}").ShouldBeRefused($"10:13: spec.require.signers[0].key.{field}", $"`{field}` is not supported yet: write `pem` or `file`");

    [Theory]
    [InlineData("notBefore")]
    [InlineData("notAfter")]
    public void A_time_bound_is_refused_as_not_supported_yet(string field) =>
        Key($"{{{field}: 2026-01-01, pem: {TestKey.Quoted(_pem)}}}").ShouldBeRefused($"10:13: spec.require.signers[0].key.{field}", $"`{field}` is not supported yet");

    [Fact]
    public void A_private_key_is_refused_and_not_repeated()
    {
        string pem = TestKey.PrivatePem();
        string[] errors = Errors(Key($"{{pem: {TestKey.Quoted(pem)}}}"));
        errors.Should().ContainSingle().Which.Should().StartWith("p.yaml:10:18: spec.require.signers[0].key.pem: this is a private key")
            .And.NotContain(pem.Split('\n')[1]);
    }

    [Fact]
    public void A_curve_that_is_not_supported_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        Key($"{{pem: {TestKey.Quoted(key.ExportSubjectPublicKeyInfoPem())}}}").ShouldBeRefused("10:18: spec.require.signers[0].key.pem", "use P-256, P-384 or P-521");
    }

    [Fact]
    public void One_key_twice_is_refused() =>
        Key($"{{pem: {TestKey.Quoted(_pem + "\n" + _pem)}}}").ShouldBeRefused("10:18: spec.require.signers[0].key.pem", "is there twice");

    private static string Key(string key) => WithSigner($"key: {key}\ntransparencyLog: notRequired");

    private static int Keys(string key, FilesInMemory? files = null) =>
        ((SignerRequirement.AnyKey)((PolicyRule.Require)Set(Key(key), files).Policies[0].Rule).Signers[0].Requirement).Keys.Count;
}
