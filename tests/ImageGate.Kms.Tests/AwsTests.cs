using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Kms.Aws;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

public sealed class AwsTests : IAsyncLifetime
{
    private const string ByArn = $"awskms:///{FakeAws.Arn}";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenFolder _account = new();
    private FakeAws _aws = null!;
    private KmsClient _client = null!;

    public async Task InitializeAsync()
    {
        _aws = await FakeAws.StartAsync();
        _aws.PublicKey = _key.ExportSubjectPublicKeyInfo();
        _client = Client("eu-central-1");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _aws.DisposeAsync();
        _account.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_key_comes_by_its_arn_with_a_role_for_the_accounts_token()
    {
        using KmsClient client = Client(null);
        (await client.FetchAsync(ByArn)).Should().Be(new KmsAnswer.Found(_key.ExportSubjectPublicKeyInfoPem(), KeyHash.Sha256));
        _aws.Requests.Should().HaveCount(3);
        _aws.Requests[0].Authorization.Should().BeNull();
        _aws.Requests[2].Form.Should().Contain(FakeAws.Arn);
        (await client.FetchAsync(ByArn)).ShouldBeFound();
        _aws.Requests.Should().HaveCount(5, "the credentials are kept");
    }

    [Theory]
    [InlineData($"awskms:///{FakeAws.KeyId}")]
    [InlineData($"awskms:///{FakeAws.Alias}")]
    public async Task Without_an_arn_the_region_is_the_settings(string uri)
    {
        (await _client.FetchAsync(uri)).ShouldBeFound();
        _aws.Requests[^1].Form.Should().Contain(FakeAws.Arn, "an alias may go to another key meanwhile");
        using KmsClient client = Client(null);
        (await client.FetchAsync(uri)).ShouldBeUnavailable(CloudFault.NoCredential, "no region is known");
    }

    [Fact]
    public async Task An_endpoint_of_the_uri_must_be_the_settings_or_aws_own()
    {
        (await _client.FetchAsync($"awskms://{_aws.Address.Authority}/{FakeAws.Arn}")).ShouldBeFound();
        int asked = _aws.Requests.Count;
        (await _client.FetchAsync($"awskms://localhost:{_aws.Address.Port}/{FakeAws.Arn}")).ShouldBeRefused("the endpoint is none of AWS KMS: Kms:AwsEndpoint can allow it");
        _aws.Requests.Should().HaveCount(asked);
    }

    [Theory]
    [InlineData("kms.eu-central-1.amazonaws.com", "eu-central-1")]
    [InlineData("kms-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1")]
    [InlineData("kms.eu-central-1.api.aws", "eu-central-1")]
    [InlineData("kms.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("vpce-0abc-1de.kms.eu-central-1.vpce.amazonaws.com", "eu-central-1")]
    [InlineData("evil.s3.eu-central-1.amazonaws.com", null)]
    [InlineData("kms.eu-central-1.elb.amazonaws.com", null)]
    [InlineData("evil.kms.eu-central-1.amazonaws.com", null)]
    [InlineData("kms.eu-central-1.amazonaws.com.evil.example", null)]
    [InlineData("kms.eu-central-1.amazonaws.com:8443", null)]
    [InlineData("xkms.eu-central-1.amazonaws.com", null)]
    [InlineData("169.254.169.254", null)]
    public void Only_hosts_of_aws_kms_are_its_hosts(string host, string? region) => AwsHosts.RegionOf(host).Should().Be(region);

    [Theory]
    [InlineData("Disabled")]
    [InlineData("PendingDeletion")]
    [InlineData("PendingReplicaDeletion")]
    [InlineData("PendingImport")]
    public async Task A_key_that_is_not_enabled_is_refused(string state)
    {
        _aws.Metadata["KeyState"] = state;
        (await _client.FetchAsync(ByArn)).ShouldBeRefused($"the key is {state} in AWS KMS");
    }

    [Fact]
    public async Task A_state_of_the_future_is_refused_and_a_store_that_is_away_says_nothing()
    {
        _aws.Metadata["KeyState"] = "Sleeping";
        (await _client.FetchAsync(ByArn)).ShouldBeRefused("the key's state in AWS KMS is not Enabled");
        _aws.Metadata["KeyState"] = "Unavailable";
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.ServerError, "store is not connected");
    }

    [Theory]
    [InlineData("ENCRYPT_DECRYPT")]
    [InlineData("GENERATE_VERIFY_MAC")]
    [InlineData("KEY_AGREEMENT")]
    public async Task A_key_that_signs_nothing_is_refused(string usage)
    {
        _aws.Metadata["KeyUsage"] = usage;
        (await _client.FetchAsync(ByArn)).ShouldBeRefused("the key's purpose in AWS KMS is not signing");
    }

    [Theory]
    [InlineData("ECC_SECG_P256K1", "ECDSA_SHA_256")]
    [InlineData("SM2", "SM2DSA")]
    [InlineData("ECC_NIST_P256", "ECDSA_SHA_384")]
    [InlineData("ECC_NIST_P384", "ECDSA_SHA_256")]
    [InlineData("ECC_NIST_P521", "ECDSA_SHA_384")]
    [InlineData("ECC_NIST_EDWARDS25519", "ED25519_PH_SHA_512")]
    [InlineData("RSA_2048", "RSASSA_PSS_SHA_256")]
    [InlineData("RSA_3072", "RSASSA_PSS_SHA_256")]
    [InlineData("RSA_4096", "RSASSA_PSS_SHA_256")]
    public async Task A_key_of_another_type_is_refused(string spec, string algorithm)
    {
        Describe(spec, algorithm);
        (await _client.FetchAsync(ByArn)).ShouldBeRefused("the key's type in AWS KMS is none that image signatures are verified with");
    }

    [Fact]
    public async Task Every_type_is_read()
    {
        (string Spec, string Algorithm, byte[] Der, KeyHash? Hash)[] keys =
        [
            ("ECC_NIST_P384", "ECDSA_SHA_384", ECDsa.Create(ECCurve.NamedCurves.nistP384).ExportSubjectPublicKeyInfo(), KeyHash.Sha384),
            ("ECC_NIST_P521", "ECDSA_SHA_512", ECDsa.Create(ECCurve.NamedCurves.nistP521).ExportSubjectPublicKeyInfo(), KeyHash.Sha512),
            ("ECC_NIST_EDWARDS25519", "ED25519_SHA_512", Convert.FromBase64String("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), null),
            ("RSA_2048", "RSASSA_PKCS1_V1_5_SHA_256", RsaKeys.Create(2048).ExportSubjectPublicKeyInfo(), null),
            ("RSA_3072", "RSASSA_PKCS1_V1_5_SHA_256", RsaKeys.Create(3072).ExportSubjectPublicKeyInfo(), null),
            ("RSA_4096", "RSASSA_PKCS1_V1_5_SHA_256", RsaKeys.Create(4096).ExportSubjectPublicKeyInfo(), null),
        ];
        foreach ((string spec, string algorithm, byte[] der, KeyHash? hash) in keys)
        {
            Describe(spec, algorithm);
            _aws.PublicKey = der;
            (await _client.FetchAsync(ByArn)).ShouldBeFound().Hash.Should().Be(hash);
            _aws.PublicKey = _key.ExportSubjectPublicKeyInfo();
            (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.BadAnswer, "as it is said to be");
        }
    }

    [Theory]
    [InlineData("NotFoundException", "there is no such key in AWS KMS")]
    [InlineData("DisabledException", "the key is Disabled in AWS KMS")]
    [InlineData("KMSInvalidStateException", "the key's state in AWS KMS lets nobody use it")]
    [InlineData("InvalidKeyUsageException", "the key's purpose in AWS KMS is not signing")]
    [InlineData("UnsupportedOperationException", "the key's purpose in AWS KMS is not signing")]
    [InlineData("com.amazonaws.kms#DisabledException", "the key is Disabled in AWS KMS")]
    public async Task An_error_about_the_key_is_refused(string type, string reason)
    {
        _aws.Fail("GetPublicKey", FakeAws.Error(type));
        (await _client.FetchAsync(ByArn)).ShouldBeRefused(reason);
    }

    [Theory]
    [InlineData("AccessDeniedException", 400, CloudFault.NotAuthorized)]
    [InlineData("ExpiredTokenException", 400, CloudFault.NotAuthorized)]
    [InlineData("ThrottlingException", 400, CloudFault.Throttled)]
    [InlineData("KMSInternalException", 500, CloudFault.ServerError)]
    [InlineData("Whatever", 400, CloudFault.BadAnswer)]
    [InlineData("Whatever", 403, CloudFault.NotAuthorized)]
    public async Task Another_error_says_nothing_about_the_key(string type, int status, CloudFault fault)
    {
        _aws.Fail("DescribeKey", FakeAws.Error(type, status));
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(fault, "AWS KMS");
    }

    [Fact]
    public async Task What_is_no_answer_of_aws_is_not_taken()
    {
        foreach (RegistryFault fault in new[] { RegistryFaults.Body("no JSON", "application/x-amz-json-1.1"), RegistryFaults.Body("{}", "application/x-amz-json-1.1"), RegistryFaults.Endless("application/x-amz-json-1.1"), RegistryFaults.Redirect("http://127.0.0.1:9/") })
        {
            _aws.Fail("DescribeKey", fault);
            (await _client.FetchAsync(ByArn)).Should().BeOfType<KmsAnswer.Unavailable>().Which.Fault.Should().Be(CloudFault.BadAnswer);
        }

        _aws.Heal();
        _aws.Fail("GetPublicKey", RegistryFaults.Body(new JsonObject { ["KeyId"] = FakeAws.Arn.Replace("1234abcd", "00000000", StringComparison.Ordinal), ["PublicKey"] = Convert.ToBase64String(_aws.PublicKey) }.ToJsonString(), "application/x-amz-json-1.1"));
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.BadAnswer, "not the public key that was asked for");
    }

    [Fact]
    public async Task A_service_that_is_away_is_unreachable()
    {
        _aws.Fail("DescribeKey", RegistryFaults.Drop());
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.Unreachable);
    }

    [Fact]
    public async Task Credentials_that_are_not_given_are_said()
    {
        _aws.AccountToken = "another";
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "AWS STS gives no credentials (HTTP 400, InvalidIdentityToken)");
        File.Delete(_account.Path);
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "token cannot be read");
        _account.Write("account.token.jwt");
        _aws.AccountToken = "account.token.jwt";
        (await _client.FetchAsync(ByArn)).ShouldBeFound();
    }

    private void Describe(string spec, string algorithm)
    {
        _aws.Metadata["KeySpec"] = spec;
        _aws.Metadata["SigningAlgorithms"] = new JsonArray(algorithm);
    }

    private KmsClient Client(string? region) =>
        new(Asking.Settings with { Aws = new AwsSettings(region, _aws.Address, _aws.Address, new AwsWebIdentity(FakeAws.Role, _account.Path)) }, TimeProvider.System);
}
