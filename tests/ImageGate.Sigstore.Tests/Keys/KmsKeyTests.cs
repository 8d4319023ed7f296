using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Sigstore.Tests.Keys;

public sealed class KmsKeyTests
{
    private const string Google = "gcpkms://projects/p/locations/europe-west1/keyRings/r/cryptoKeys/cosign";
    private const string Id = "1234abcd-12ab-34cd-56ef-1234567890ab";

    [Theory]
    [InlineData(Google, null)]
    [InlineData(Google + "/versions/12", "12")]
    [InlineData(Google + "/cryptoKeyVersions/12", "12")]
    public void A_key_of_google_is_read(string uri, string? version)
    {
        KmsKey key = Parse(uri);
        key.Should().Be(new KmsKey.Google("projects/p/locations/europe-west1/keyRings/r/cryptoKeys/cosign", version));
        key.ToString().Should().Be(Google + (version is null ? "" : $"/cryptoKeyVersions/{version}"));
    }

    [Theory]
    [InlineData("awskms:///" + Id, null, null, Id)]
    [InlineData("awskms:///mrk-1234abcd12ab34cd56ef1234567890ab", null, null, "mrk-1234abcd12ab34cd56ef1234567890ab")]
    [InlineData("awskms://Localhost:4566/" + Id, "localhost:4566", null, Id)]
    [InlineData("awskms:///alias/team/cosign", null, null, "alias/team/cosign")]
    [InlineData("awskms:///arn:aws:kms:us-east-2:111122223333:key/" + Id, null, "us-east-2", "arn:aws:kms:us-east-2:111122223333:key/" + Id)]
    [InlineData("awskms://kms.us-east-2.amazonaws.com/arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/cosign", "kms.us-east-2.amazonaws.com", "us-gov-west-1", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:alias/cosign")]
    public void A_key_of_aws_is_read(string uri, string? endpoint, string? region, string id)
    {
        KmsKey key = Parse(uri);
        key.Should().Be(new KmsKey.Aws(endpoint, region, id));
        Parse(key.ToString()!).Should().Be(key);
    }

    [Theory]
    [InlineData("azurekms://Acme.vault.azure.net/cosign", null)]
    [InlineData("azurekms://acme.vault.azure.net/cosign/0123456789abcdef", "0123456789abcdef")]
    public void A_key_of_azure_is_read(string uri, string? version)
    {
        KmsKey key = Parse(uri);
        key.Should().Be(new KmsKey.Azure("acme.vault.azure.net", "cosign", version));
        Parse(key.ToString()!).Should().Be(key);
    }

    [Theory]
    [InlineData("cosign")]
    [InlineData("c")]
    [InlineData("team.cosign-2_key")]
    public void A_key_of_vault_is_read(string name)
    {
        Parse($"hashivault://{name}").Should().Be(new KmsKey.Vault(name));
        Parse($"hashivault://{name}").ToString().Should().Be($"hashivault://{name}");
    }

    [Theory]
    [InlineData("", "is no key of a KMS: it begins with `gcpkms://`, `awskms://`, `azurekms://` or `hashivault://`")]
    [InlineData("cosign.pub", "is no key of a KMS")]
    [InlineData("GCPKMS://projects/p", "is no key of a KMS")]
    [InlineData("gcpkms:/projects/p", "is no key of a KMS")]
    [InlineData("k8s://ns/name", "is no key of a KMS")]
    [InlineData("gcpkms://", "is no key of Google Cloud KMS: write `gcpkms://projects/")]
    [InlineData("gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys", "is no key of Google Cloud KMS")]
    [InlineData("gcpkms://project/p/locations/l/keyRings/r/cryptoKeys/k", "is no key of Google Cloud KMS")]
    [InlineData(Google + "/", "is no key of Google Cloud KMS")]
    [InlineData(Google + "/version/1", "is no key of Google Cloud KMS")]
    [InlineData(Google + "/versions/1/publicKey", "is no key of Google Cloud KMS")]
    [InlineData(Google + "/versions/latest", "`latest` is no version: those are numbers")]
    [InlineData(Google + "/versions/01", "`01` is no version")]
    [InlineData("gcpkms://projects/p?x/locations/l/keyRings/r/cryptoKeys/k", "`p?x` is no project")]
    [InlineData("gcpkms://projects/../locations/l/keyRings/r/cryptoKeys/k", "`..` is no project")]
    [InlineData("gcpkms://projects/p/locations/L/keyRings/r/cryptoKeys/k", "`L` is no location")]
    [InlineData("gcpkms://projects/p/locations/l/keyRings/r%2f/cryptoKeys/k", "`r%2f` is no key ring")]
    [InlineData("gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k.k", "`k.k` is no key")]
    [InlineData("gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k\n", "is no key")]
    [InlineData("awskms://" + Id, "is no key of AWS KMS: write `awskms:///ID`")]
    [InlineData("awskms:///", "is no key of AWS KMS")]
    [InlineData("awskms:///1234", "is no key of AWS KMS")]
    [InlineData("awskms:///alias/", "`` is no alias")]
    [InlineData("awskms:///alias/a b", "`a b` is no alias")]
    [InlineData("awskms://user@host/" + Id, "`user@host` is no endpoint")]
    [InlineData("awskms://host:port/" + Id, "`host:port` is no endpoint")]
    [InlineData("awskms:///arn:aws:kms:us-east-2:111122223333:key/1234", "`1234` is no key ID")]
    [InlineData("awskms:///arn:aws:kms:us-east-2:1111:key/" + Id, "is no key of AWS KMS")]
    [InlineData("awskms:///arn:aws:s3:us-east-2:111122223333:key/" + Id, "is no key of AWS KMS")]
    [InlineData("azurekms://acme/cosign", "`acme` is no host of a vault")]
    [InlineData("azurekms://acme.vault.azure.net", "is no key of Azure Key Vault: write `azurekms://VAULT.vault.azure.net/KEY`")]
    [InlineData("azurekms://acme.vault.azure.net:8443/cosign", "is no host of a vault")]
    [InlineData("azurekms://user@acme.vault.azure.net/cosign", "is no host of a vault")]
    [InlineData("azurekms://acme.vault.azure.net/", "`` is no key")]
    [InlineData("azurekms://acme.vault.azure.net/a_b", "`a_b` is no key")]
    [InlineData("azurekms://acme.vault.azure.net/cosign/", "`` is no version")]
    [InlineData("azurekms://acme.vault.azure.net/cosign/1/2", "is no key of Azure Key Vault")]
    [InlineData("hashivault://", "is no key of Vault's Transit engine: write `hashivault://KEY`")]
    [InlineData("hashivault://a/b", "is no key of Vault's Transit engine")]
    [InlineData("hashivault://..", "is no key of Vault's Transit engine")]
    [InlineData("hashivault://a-", "is no key of Vault's Transit engine")]
    public void A_malformed_uri_is_refused_with_the_form_that_is_wanted(string uri, string part)
    {
        KmsKey.TryParse(uri, out KmsKey? key, out string? error).Should().BeFalse();
        key.Should().BeNull();
        error.Should().Contain(part);
    }

    [Fact]
    public void A_uri_has_a_length_that_can_be_shown()
    {
        KmsKey.TryParse("hashivault://" + new string('a', 256), out _, out _).Should().BeTrue();
        KmsKey.TryParse("awskms:///alias/" + new string('a', 1_024), out _, out string? error).Should().BeFalse();
        error.Should().Be("is over 1024 characters");
    }

    private static KmsKey Parse(string uri) => KmsKey.TryParse(uri, out KmsKey? key, out string? error) ? key : throw new FormatException(error);
}
