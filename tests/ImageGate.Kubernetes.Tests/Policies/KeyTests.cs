using System.Security.Cryptography;
using ImageGate.Core.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Trust;
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
    [InlineData("{}", "10:12: spec.require.signers[0].key", "has no key: write exactly one of `pem`, `file`, `secret` and `kms`")]
    [InlineData("{file: a, pem: b}", "10:12: spec.require.signers[0].key", "has `pem` and `file`: write exactly one")]
    [InlineData("x", "10:12: spec.require.signers[0].key", "is a text: write a mapping")]
    [InlineData("{pem: a, kms: b}", "10:12: spec.require.signers[0].key", "has `pem` and `kms`: write exactly one")]
    [InlineData("{file: a, maxKeyAge: 1d}", "10:33: spec.require.signers[0].key.maxKeyAge", "is for `kms` only")]
    [InlineData("{pme: x}", "10:13: spec.require.signers[0].key.pme", "did you mean `pem`?")]
    [InlineData("{pem: x}", "10:18: spec.require.signers[0].key.pem", "there is text that is no PEM block")]
    [InlineData("{pem: }", "spec.require.signers[0].key.pem", "is empty")]
    [InlineData("{file: 1}", "10:19: spec.require.signers[0].key.file", "is a number: write it in quotes")]
    [InlineData("{file: \"a\\nb\"}", "10:19: spec.require.signers[0].key.file", "line break")]
    public void A_bad_key_is_refused(string key, string place, string part) =>
        Errors(Key(key)).Should().Contain(error => error.Contains($"{place}: ", StringComparison.Ordinal) && error.Contains(part, StringComparison.Ordinal));

    [Theory]
    [InlineData("transparencyLog: notRequired")]
    [InlineData("transparencyLog: required")]
    public void A_window_is_read(string log)
    {
        string text = WithSigner($"key: {{pem: {TestKey.Quoted(_pem)}, notBefore: \"2026-01-01T00:00:00Z\", notAfter: \"2026-12-31T23:59:59Z\"}}\n{log}\ntrustRoot: acme") + TestRoot.Document();
        var anyKey = (SignerRequirement.AnyKey)((PolicyRule.Require)Set(text).Policies[0].Rule).Signers[0].Requirement;
        anyKey.Window.Should().Be(new ValidityWindow(new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 12, 31, 23, 59, 59, TimeSpan.Zero)));
        anyKey.TrustedRoot.Should().NotBeNull();
    }

    [Theory]
    [InlineData("notBefore: \"2026-01-01T00:00:00Z\"", true, false)]
    [InlineData("notAfter: 2026-01-01T00:00:00Z", false, true)]
    public void A_window_may_be_open_at_one_end(string bound, bool hasStart, bool hasEnd)
    {
        string text = WithSigner($"key: {{pem: {TestKey.Quoted(_pem)}, {bound}}}\ntrustRoot: acme") + TestRoot.Document();
        ValidityWindow window = ((SignerRequirement.AnyKey)((PolicyRule.Require)Set(text).Policies[0].Rule).Signers[0].Requirement).Window!;
        (window.Start is not null, window.End is not null).Should().Be((hasStart, hasEnd));
    }

    [Theory]
    [InlineData("notBefore: 2026-01-01", "notBefore", "is not a time: write it in UTC to the second, such as `2026-01-31T00:00:00Z`")]
    [InlineData("notAfter: \"2026-01-01T00:00:00\"", "notAfter", "is not a time")]
    [InlineData("notAfter: \"2026-01-01T00:00:00+01:00\"", "notAfter", "is not a time")]
    [InlineData("notAfter: \"2026-02-30T00:00:00Z\"", "notAfter", "is not a time")]
    [InlineData("notBefore: \"2026-01-01T00:00:01Z\", notAfter: \"2026-01-01T00:00:00Z\"", "notAfter", "is before `notBefore`")]
    public void A_bad_window_is_refused(string bounds, string field, string part) =>
        Errors(WithSigner($"key: {{pem: {TestKey.Quoted(_pem)}, {bounds}}}\ntrustRoot: acme") + TestRoot.Document()).Should().ContainSingle()
            .Which.Should().Contain($"spec.require.signers[0].key.{field}: ").And.Contain(part);

    [Fact]
    public void A_window_without_anybody_who_says_the_time_is_refused()
    {
        string signer = $"key: {{pem: {TestKey.Quoted(_pem)}, notAfter: \"2026-01-01T00:00:00Z\"}}\ntransparencyLog: notRequired";
        (WithSigner($"{signer}\ntrustRoot: acme") + TestRoot.Document(TestRoot.Json(json => json.Remove("timestampAuthorities"))))
            .ShouldBeRefused("12:18: spec.require.signers[0].trustRoot", "it has no time-stamping authority that can be used");
    }

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
