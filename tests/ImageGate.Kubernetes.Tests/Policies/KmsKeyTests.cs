using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Keys.Kms;
using static ImageGate.Kubernetes.Tests.Policies.Loading;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary><c>key.kms</c>.</summary>
public sealed class KmsKeyTests
{
    private const string Uri = "hashivault://cosign";

    private readonly string _pem = TestKey.Pem();

    [Fact]
    public void The_key_of_a_kms_is_the_signers_with_the_hash_that_the_kms_says()
    {
        var material = new KnownMaterial { Keys = { [Uri] = new KeyMaterial.Found(_pem, KeyHash.Sha384) } };
        PublicKeyPem.TryParse(_pem, KeyHash.Sha384, out IReadOnlyList<PublicKey>? keys, out _).Should().BeTrue();
        foreach (string extra in new[] { "", ", hash: sha384" })
        {
            SignerRequirement.AnyKey key = Trust(Load(material, extra)).Should().BeOfType<SignerTrust.Ready>().Which.Requirement.Should().BeOfType<SignerRequirement.AnyKey>().Subject;
            key.Keys.Select(one => one.Fingerprint).Should().Equal(keys![0].Fingerprint);
        }

        material.AskedKeys[0].Should().Be(new FollowedKey(new KeyReference.Kms(new KmsKey.Vault("cosign")), null));
    }

    [Fact]
    public void Another_hash_than_the_kms_says_makes_the_signer_unavailable()
    {
        var material = new KnownMaterial { Keys = { [Uri] = new KeyMaterial.Found(_pem, KeyHash.Sha256) } };
        SignerTrust.Unavailable unavailable = Trust(Load(material, ", hash: sha512")).Should().BeOfType<SignerTrust.Unavailable>().Subject;
        unavailable.Reason.Should().Be(ReasonCode.KeyUnavailable);
        unavailable.Detail.Should().Be($"the key {Uri} cannot be used: it signs with sha256, and `hash` says sha512");
    }

    [Fact]
    public void The_age_that_is_allowed_is_asked_for()
    {
        var material = new KnownMaterial();
        Load(material, ", maxKeyAge: 12h");
        material.AskedKeys.Should().Equal(new FollowedKey(new KeyReference.Kms(new KmsKey.Vault("cosign")), TimeSpan.FromHours(12)));
    }

    [Theory]
    [InlineData("{kms: \"gcpkms://projects/p\"}", "10:18: spec.require.signers[0].key.kms", "is no key of Google Cloud KMS: write `gcpkms://projects/PROJECT")]
    [InlineData("{kms: \"s3://bucket/key\"}", "10:18: spec.require.signers[0].key.kms", "is no key of a KMS")]
    [InlineData("{kms: [a]}", "10:18: spec.require.signers[0].key.kms", "write a text")]
    [InlineData("{kms: \"hashivault://cosign\", maxKeyAge: soon}", "10:52: spec.require.signers[0].key.maxKeyAge", "is not a length of time")]
    public void A_bad_key_is_refused(string key, string place, string part) =>
        Errors(WithSigner($"key: {key}\ntransparencyLog: notRequired")).Should().ContainSingle().Which.Should().Contain($"{place}: ").And.Contain(part);

    private static PolicyLoad.Loaded Load(KnownMaterial material, string extra = "") =>
        (PolicyLoad.Loaded)Loading.Load(null, material, ("p.yaml", WithSigner($"key: {{kms: \"{Uri}\"{extra}}}\ntransparencyLog: notRequired")));

    private static SignerTrust Trust(PolicyLoad.Loaded load) => ((PolicyRule.Require)load.Set.Policies[0].Rule).Signers[0].Trust;
}
