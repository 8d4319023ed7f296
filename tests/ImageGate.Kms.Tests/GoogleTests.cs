using System.Security.Cryptography;
using System.Text.Json;
using ImageGate.Cloud;
using ImageGate.Kms.Google;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

public sealed class GoogleTests : IAsyncLifetime
{
    private const string Newest = $"gcpkms://{FakeGoogle.Key}";
    private const string Pinned = $"{Newest}/cryptoKeyVersions/1";

    private readonly CosignKey _key = CosignKey.CreateP256();
    private FakeGoogle _google = null!;
    private KmsClient _client = null!;

    public async Task InitializeAsync()
    {
        _google = await FakeGoogle.StartAsync(new FakeGoogleVersion(_key.PublicPem));
        _client = new KmsClient(Asking.Settings with { Google = new GoogleSettings(_google.Address, null, _google.Address) }, TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _google.DisposeAsync();
        _key.Dispose();
    }

    [Fact]
    public async Task A_version_comes_with_the_nodes_token_and_one_request()
    {
        (await _client.FetchAsync(Pinned)).Should().Be(new KmsAnswer.Found(_key.PublicPem, KeyHash.Sha256));
        _google.Requests.Select(request => request.ToString()).Should().Equal($"GET {FakeGoogle.TokenPath}", $"GET /v1/{FakeGoogle.Version(1)}/publicKey");
        (await _client.FetchAsync(Pinned)).ShouldBeFound();
        _google.Requests.Should().HaveCount(3, "the token is kept");
        _google.Requests[0].Authorization.Should().BeNull();
    }

    [Fact]
    public async Task Without_a_version_the_newest_that_is_enabled_comes_by_its_number()
    {
        (await _client.FetchAsync(Newest)).Should().Be(new KmsAnswer.Found(_key.PublicPem, KeyHash.Sha256));
        for (int version = 2; version <= 12; version++)
        {
            using var next = CosignKey.CreateP256();
            _google.Versions.Add(new FakeGoogleVersion(next.PublicPem));
        }

        _google.PageSize = 5;
        (await _client.FetchAsync(Newest)).Should().Be(new KmsAnswer.Found(_google.Versions[11].Pem, KeyHash.Sha256));
        _google.Versions[11] = _google.Versions[11] with { State = "DISABLED" };
        (await _client.FetchAsync(Newest)).Should().Be(new KmsAnswer.Found(_google.Versions[10].Pem, KeyHash.Sha256));
        _google.Versions.RemoveRange(1, 11);
        _google.Versions[0] = _google.Versions[0] with { State = "DESTROYED" };
        (await _client.FetchAsync(Newest)).ShouldBeRefused("no version of the key is enabled in Google Cloud KMS");
    }

    [Fact]
    public async Task Versions_without_end_are_not_read()
    {
        _google.Fail($"/v1/{FakeGoogle.Key}/cryptoKeyVersions", RegistryFaults.Body("""{"nextPageToken":"more"}""", "application/json"));
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer, "over 1000 enabled versions");
        _google.Requests.Should().HaveCount(1 + Limits.MaxVersionPages);
    }

    [Fact]
    public async Task Versions_of_another_key_and_disabled_ones_are_not_taken_from_the_list()
    {
        foreach (string version in new[]
        {
            $$"""{"name":"{{FakeGoogle.Key}}2/cryptoKeyVersions/1","state":"ENABLED"}""",
            $$"""{"name":"{{FakeGoogle.Key[..^1]}}m/cryptoKeyVersions/1","state":"ENABLED"}""",
            $$"""{"name":"{{FakeGoogle.Version(1)}}","state":"DISABLED"}""",
            $$"""{"name":"{{FakeGoogle.Key}}/cryptoKeyVersions/../1","state":"ENABLED"}""",
            $$"""{"name":"{{FakeGoogle.Key}}/cryptoKeyVersions/+1","state":"ENABLED"}""",
        })
        {
            _google.Fail($"/v1/{FakeGoogle.Key}/cryptoKeyVersions", RegistryFaults.Body($$"""{"cryptoKeyVersions":[{{version}}]}""", "application/json"));
            (await _client.FetchAsync(Newest)).ShouldBeRefused("no version of the key is enabled in Google Cloud KMS");
        }
    }

    [Theory]
    [InlineData("DISABLED")]
    [InlineData("DESTROY_SCHEDULED")]
    [InlineData("DESTROYED")]
    [InlineData("PENDING_GENERATION")]
    [InlineData("PENDING_IMPORT")]
    [InlineData("IMPORT_FAILED")]
    [InlineData("GENERATION_FAILED")]
    [InlineData("PENDING_EXTERNAL_DESTRUCTION")]
    [InlineData("EXTERNAL_DESTRUCTION_FAILED")]
    public async Task A_version_that_is_not_enabled_is_refused(string state)
    {
        _google.Versions[0] = _google.Versions[0] with { State = state };
        (await _client.FetchAsync(Pinned)).ShouldBeRefused($"the key's version is {state} in Google Cloud KMS");
    }

    [Fact]
    public async Task Another_refusal_of_the_service_is_refused_without_its_words()
    {
        _google.Versions[0] = _google.Versions[0] with { State = "EVIL\"} text" };
        (await _client.FetchAsync(Pinned)).ShouldBeRefused("the key's version is not enabled in Google Cloud KMS, or its purpose is not signing");
        _google.Fail("*", RegistryFaults.Status(400));
        (await _client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.BadAnswer, "HTTP 400");
    }

    [Fact]
    public async Task A_key_or_version_that_is_not_there_is_refused()
    {
        (await _client.FetchAsync($"{Newest}/versions/2")).ShouldBeRefused("there is no such key in Google Cloud KMS");
        (await _client.FetchAsync($"{Newest}2")).ShouldBeRefused("there is no such key in Google Cloud KMS");
    }

    [Theory]
    [InlineData("GOOGLE_SYMMETRIC_ENCRYPTION")]
    [InlineData("RSA_DECRYPT_OAEP_2048_SHA256")]
    [InlineData("HMAC_SHA256")]
    [InlineData("EC_SIGN_SECP256K1_SHA256")]
    [InlineData("RSA_SIGN_PSS_2048_SHA256")]
    public async Task A_key_for_something_else_is_refused(string algorithm)
    {
        _google.Versions[0] = _google.Versions[0] with { Algorithm = algorithm };
        (await _client.FetchAsync(Pinned)).ShouldBeRefused("the key's purpose or algorithm in Google Cloud KMS is none that image signatures are verified with");
    }

    [Fact]
    public async Task Every_algorithm_has_its_hash()
    {
        (string Algorithm, string Pem, KeyHash? Hash)[] keys =
        [
            ("EC_SIGN_P384_SHA384", ECDsa.Create(ECCurve.NamedCurves.nistP384).ExportSubjectPublicKeyInfoPem(), KeyHash.Sha384),
            ("EC_SIGN_ED25519", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----", null),
            ("RSA_SIGN_PKCS1_2048_SHA256", RsaKeys.Pem(2048), KeyHash.Sha256),
            ("RSA_SIGN_PKCS1_3072_SHA256", RsaKeys.Pem(3072), KeyHash.Sha256),
            ("RSA_SIGN_PKCS1_4096_SHA256", RsaKeys.Pem(4096), KeyHash.Sha256),
            ("RSA_SIGN_PKCS1_4096_SHA512", RsaKeys.Pem(4096), KeyHash.Sha512),
        ];
        foreach ((string algorithm, string pem, KeyHash? hash) in keys)
        {
            _google.Versions[0] = new FakeGoogleVersion(pem, algorithm);
            (await _client.FetchAsync(Pinned)).Should().Be(new KmsAnswer.Found(pem, hash), algorithm);
            _google.Versions[0] = new FakeGoogleVersion(_key.PublicPem, algorithm);
            (await _client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.BadAnswer, "as it is said to be");
        }
    }

    [Theory]
    [InlineData(403, CloudFault.NotAuthorized)]
    [InlineData(429, CloudFault.Throttled)]
    [InlineData(500, CloudFault.ServerError)]
    [InlineData(302, CloudFault.BadAnswer)]
    public async Task A_status_says_nothing_about_the_key(int status, CloudFault fault)
    {
        _google.Fail($"/v1/{FakeGoogle.Version(1)}/publicKey", RegistryFaults.Status(status));
        (await _client.FetchAsync(Pinned)).ShouldBeUnavailable(fault, $"Google Cloud KMS answers HTTP {status}");
        _google.Fail($"/v1/{FakeGoogle.Key}/cryptoKeyVersions", RegistryFaults.Status(status));
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(fault, $"Google Cloud KMS answers HTTP {status}");
    }

    [Fact]
    public async Task What_is_not_the_key_that_was_asked_for_is_not_taken()
    {
        string path = $"/v1/{FakeGoogle.Version(1)}/publicKey";
        foreach (string content in new[] { "", "no JSON", "[]", "{}", JsonSerializer.Serialize(new { name = FakeGoogle.Version(2), pem = _key.PublicPem, algorithm = "EC_SIGN_P256_SHA256" }) })
        {
            _google.Fail(path, RegistryFaults.Body(content, "application/json"));
            (await _client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.BadAnswer, "not the public key that was asked for");
        }

        _google.Fail(path, RegistryFaults.Endless("application/json"));
        (await _client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.BadAnswer, $"over {Cloud.Limits.MaxAnswerBytes} bytes");
        _google.Fail($"/v1/{FakeGoogle.Key}/cryptoKeyVersions", RegistryFaults.Body("[]", "application/json"));
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer, "no list of versions");
    }

    [Fact]
    public async Task A_metadata_server_that_is_not_there_yet_is_asked_again()
    {
        _google.Fail(FakeGoogle.TokenPath, RegistryFaults.Status(404));
        (await _client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.NoCredential, "Google gives no access token");
        foreach (RegistryFault fault in new[] { RegistryFaults.Status(500), RegistryFaults.Drop(), RegistryFaults.Body("{}", "application/json"), RegistryFaults.Endless("application/json") })
        {
            _google.Fail(FakeGoogle.TokenPath, fault);
            (await _client.FetchAsync(Pinned)).Should().BeOfType<KmsAnswer.Unavailable>().Which.Fault.Should().BeOneOf(CloudFault.NoCredential, CloudFault.BadAnswer);
        }

        _google.Heal();
        (await _client.FetchAsync(Pinned)).ShouldBeFound();
    }

    [Fact]
    public async Task A_file_of_credentials_is_taken_before_the_nodes()
    {
        using var account = new TokenFolder();
        using var file = new TokenFolder(JsonSerializer.Serialize(new
        {
            type = "external_account",
            audience = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/cluster",
            subject_token_type = "urn:ietf:params:oauth:token-type:jwt",
            token_url = new Uri(_google.Address, "/v1/token").AbsoluteUri,
            credential_source = new { file = account.Path },
        }));
        _google.Fail("/v1/token", RegistryFaults.Body($$"""{"access_token":"{{_google.Token}}","issued_token_type":"urn:ietf:params:oauth:token-type:access_token","token_type":"Bearer","expires_in":3600}""", "application/json"));
        using var client = new KmsClient(Asking.Settings with { Google = new GoogleSettings(_google.Address, file.Path, Asking.Nobody) }, TimeProvider.System);
        (await client.FetchAsync(Pinned)).ShouldBeFound();
        _google.Requests[0].Path.Should().Be("/v1/token");
        _google.Requests[0].Form.Should().Contain("subject_token=account.token.jwt");
    }

    [Theory]
    [InlineData("no JSON")]
    [InlineData("{}")]
    [InlineData("""{"type":"service_account","private_key":"secret"}""")]
    public async Task A_file_that_holds_no_credentials_is_said(string content)
    {
        using var file = new TokenFolder(content);
        using var client = new KmsClient(Asking.Settings with { Google = new GoogleSettings(_google.Address, file.Path, Asking.Nobody) }, TimeProvider.System);
        (await client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.NoCredential);
        File.Delete(file.Path);
        (await client.FetchAsync(Pinned)).ShouldBeUnavailable(CloudFault.NoCredential);
    }
}
