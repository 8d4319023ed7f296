using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary><c>key.secret</c>: keys that are neither in the policy nor in a file.</summary>
public sealed class KeptKeyTests
{
    private const string Reference = "imagegate/release-key/cosign.pub";

    private readonly string _pem = TestKey.Pem();

    [Fact]
    public void The_key_of_a_secret_is_the_signers()
    {
        var material = new KnownMaterial { Keys = { [Reference] = new KeyMaterial.Found(_pem, null) } };
        PublicKeyPem.TryParse(_pem, KeyHash.Sha384, out IReadOnlyList<PublicKey>? keys, out _).Should().BeTrue();
        SignerRequirement.AnyKey key = Trust(Load(material, Reference, ", hash: sha384")).Should().BeOfType<SignerTrust.Ready>()
            .Which.Requirement.Should().BeOfType<SignerRequirement.AnyKey>().Subject;
        key.Keys.Select(one => one.Fingerprint).Should().Equal(keys![0].Fingerprint);
        material.AskedKeys.Should().Equal(new FollowedKey(new KeyReference.SecretEntry("imagegate", "release-key", "cosign.pub"), null));
    }

    [Fact]
    public void A_missing_key_makes_the_signer_unavailable_and_keeps_the_policy()
    {
        PolicyLoad.Loaded load = Load(new KnownMaterial { Reason = "there is no such Secret" }, Reference);
        SignerTrust.Unavailable unavailable = Trust(load).Should().BeOfType<SignerTrust.Unavailable>().Subject;
        unavailable.Reason.Should().Be(ReasonCode.KeyUnavailable);
        unavailable.Detail.Should().Be($"the key {Reference} cannot be had now: there is no such Secret");
        load.Keys.Should().ContainSingle().Which.Reference.ToString().Should().Be(Reference);
    }

    [Fact]
    public void What_is_no_key_there_is_no_error_of_the_policies()
    {
        var material = new KnownMaterial { Keys = { [Reference] = new KeyMaterial.Found("not PEM", null) } };
        Trust(Load(material, Reference)).Should().BeOfType<SignerTrust.Unavailable>()
            .Which.Detail.Should().StartWith($"the key {Reference} cannot be used: ").And.Contain("no PEM block");
    }

    [Theory]
    [InlineData("key: {secret: ns/other/key}")]
    [InlineData("key: {kms: \"hashivault://cosign\"}")]
    public void Signers_whose_keys_become_the_same_elsewhere_are_no_error_of_the_policies(string other)
    {
        var found = new KeyMaterial.Found(_pem, null);
        var material = new KnownMaterial { Keys = { [Reference] = found, ["ns/other/key"] = found, ["hashivault://cosign"] = found } };
        string two = $"- {{name: kept, key: {{secret: {Reference}}}, transparencyLog: notRequired}}\n- {{name: other, {other}, transparencyLog: notRequired}}";
        string here = $"- {{name: here, key: {{pem: {TestKey.Quoted(_pem)}}}, transparencyLog: notRequired}}";

        foreach (string signers in new[] { two, $"{two}\n{here}" })
        {
            Loading.Load(null, material, ("p.yaml", Requiring(signers, "all"))).Should().BeOfType<PolicyLoad.Loaded>();
        }

        Errors(Loading.Load(null, material, ("p.yaml", Requiring($"{two}\n{here}\n{here.Replace("name: here", "name: also", StringComparison.Ordinal)}", "all")))).Should().ContainSingle()
            .Which.Should().Contain("can never be reached: the signers `here` and `also` have only 1 distinct key together");
    }

    [Fact]
    public void Another_key_makes_another_set_and_other_fingerprints()
    {
        var material = new KnownMaterial { Keys = { [Reference] = new KeyMaterial.Found(_pem, null) } };
        PolicyLoad.Loaded before = Load(material, Reference);
        material.Keys[Reference] = new KeyMaterial.Found(TestKey.Pem(), null);
        PolicyLoad.Loaded after = Load(material, Reference);
        material.Keys[Reference] = new KeyMaterial.Found(_pem, KeyHash.Sha512);
        PolicyLoad.Loaded rehashed = Load(material, Reference);
        new[] { before, after, rehashed }.Select(load => load.ContentHash).Should().OnlyHaveUniqueItems();
        new[] { before, after, rehashed }.Select(load => load.Set.Policies[0].Fingerprint).Should().OnlyHaveUniqueItems();
        Load(material, Reference).ContentHash.Should().Be(rehashed.ContentHash);
    }

    [Theory]
    [InlineData("release-key", "is not `namespace/name/key`")]
    [InlineData("a/b/c/d", "is not `namespace/name/key`")]
    [InlineData("a.b/name/key", "`a.b` is no namespace")]
    [InlineData("A/name/key", "`A` is no namespace")]
    [InlineData("ns/Name/key", "`Name` is no name of a Secret")]
    [InlineData("ns//key", "`` is no name of a Secret")]
    [InlineData("ns/name/ke y", "`ke y` is no entry of a Secret")]
    [InlineData("ns/name/..", "`..` is no entry of a Secret")]
    [InlineData("ns/name/", "`` is no entry of a Secret")]
    public void A_bad_reference_is_refused(string reference, string part) =>
        Errors(Policy(reference)).Should().ContainSingle().Which.Should().Contain("spec.require.signers[0].key.secret: ").And.Contain(part);

    [Fact]
    public void Names_have_the_length_that_kubernetes_allows()
    {
        Errors(Policy($"{new string('n', 64)}/name/key")).Should().ContainSingle().Which.Should().Contain("is no namespace");
        Errors(Policy($"ns/name/{new string('k', 254)}")).Should().ContainSingle().Which.Should().Contain("is no entry of a Secret");
        Load(new KnownMaterial(), $"{new string('n', 63)}/name/{new string('k', 253)}").Keys.Should().HaveCount(1);
    }

    [Fact]
    public void There_are_no_more_kept_keys_than_are_followed()
    {
        string Signers(int count) => Requiring(string.Join('\n', Enumerable.Range(0, count).Select(
            number => $"- {{name: s{number}, key: {{secret: ns/name/k{number} }}, transparencyLog: notRequired}}")));
        string two = Signers(64) + "---\n" + Signers(64).Replace("name: p", "name: q", StringComparison.Ordinal).Replace("ns/name", "ns/other", StringComparison.Ordinal);
        string three = two + "---\n" + Signers(1).Replace("name: p", "name: r", StringComparison.Ordinal).Replace("ns/name", "ns/third", StringComparison.Ordinal);

        Loading.Load(null, new KnownMaterial(), ("p.yaml", two)).Should().BeOfType<PolicyLoad.Loaded>().Which.Keys.Should().HaveCount(128);
        Errors(three).Should().ContainSingle().Which.Should().Contain("more than 128 keys");
    }

    private static string Policy(string reference, string extra = "") =>
        WithSigner($"key: {{secret: \"{reference}\"{extra}}}\ntransparencyLog: notRequired");

    private static PolicyLoad.Loaded Load(KnownMaterial material, string reference, string extra = "") =>
        (PolicyLoad.Loaded)Loading.Load(null, material, ("p.yaml", Policy(reference, extra)));

    private static SignerTrust Trust(PolicyLoad.Loaded load) => ((PolicyRule.Require)load.Set.Policies[0].Rule).Signers[0].Trust;
}
