using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageGate.Cloud;
using ImageGate.Cloud.Http;
using ImageGate.Kms.Azure;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

/// <summary>Azure's library takes who it is from the environment.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class AzureTests : IAsyncLifetime
{
    private const string Newest = $"azurekms://{FakeAzure.Host}/cosign";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenFolder _account = new();
    private readonly ChangedEnvironment _environment = new();
    private FakeAzure _azure = null!;
    private KmsClient _client = null!;

    public async Task InitializeAsync()
    {
        _environment["AZURE_TENANT_ID"] = FakeAzure.Tenant;
        _environment["AZURE_CLIENT_ID"] = FakeAzure.Client;
        _environment["AZURE_FEDERATED_TOKEN_FILE"] = _account.Path;
        _azure = await FakeAzure.StartAsync();
        Put("EC", "P-256", _key.ExportParameters(false).Q);
        _client = Client();
    }

    public async Task DisposeAsync()
    {
        _environment.Dispose();
        _client.Dispose();
        await _azure.DisposeAsync();
        _account.Dispose();
        _key.Dispose();
    }

    [Theory]
    [InlineData(Newest)]
    [InlineData($"{Newest}/{FakeAzure.Version}")]
    public async Task A_key_comes_with_a_token_for_the_accounts(string uri)
    {
        (await _client.FetchAsync(uri)).Should().Be(new KmsAnswer.Found(_key.ExportSubjectPublicKeyInfoPem(), KeyHash.Sha256));
        _azure.Scopes.Should().Equal("https://vault.azure.net/.default");
        _azure.Requests.Select(request => request.Headers["X-Asked-Host"]).Should().Equal("login.microsoftonline.com", FakeAzure.Host);
        _azure.Requests[^1].Query.Should().Be("?api-version=7.4");
        (await _client.FetchAsync(uri)).ShouldBeFound();
        _azure.Requests.Should().HaveCount(3, "the token is kept");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("acme.vault.azure.net.evil.example")]
    [InlineData("evilvault.azure.net")]
    [InlineData("a.b.vault.azure.net")]
    [InlineData("login.microsoftonline.com")]
    public async Task No_token_is_asked_for_or_sent_for_another_host(string host)
    {
        (await _client.FetchAsync($"azurekms://{host}/cosign")).ShouldBeRefused("the host is no vault of Azure's: Kms:AzureVaultHosts can allow it");
        _azure.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("acme.vault.azure.cn", "https://vault.azure.cn/.default")]
    [InlineData("acme.vault.usgovcloudapi.net", "https://vault.usgovcloudapi.net/.default")]
    [InlineData("acme.managedhsm.azure.net", "https://managedhsm.azure.net/.default")]
    [InlineData("kv.acme.example", "https://vault.azure.net/.default")]
    [InlineData("kv2.acme.example", null)]
    public void A_token_is_for_the_service_of_the_host(string host, string? scope) =>
        AzureVaults.ScopeOf(host, new AzureSettings(new HashSet<string> { "kv.acme.example" }, null)).Should().Be(scope);

    [Fact]
    public async Task A_key_that_is_disabled_is_refused()
    {
        _azure.Enabled = false;
        (await _client.FetchAsync(Newest)).ShouldBeRefused("the key is disabled in Azure Key Vault");
        _azure.Fail("/keys/cosign", Status(403, """{"error":{"code":"Forbidden","innererror":{"code":"KeyDisabled"}}}"""));
        (await _client.FetchAsync(Newest)).ShouldBeRefused("the key is disabled in Azure Key Vault");
        _azure.Fail("/keys/cosign", Status(403, """{"error":{"code":"Forbidden","innererror":{"code":"ForbiddenByRbac"}}}"""));
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.NotAuthorized, "HTTP 403");
    }

    [Fact]
    public async Task A_key_that_is_not_there_is_refused() =>
        (await _client.FetchAsync($"azurekms://{FakeAzure.Host}/other")).ShouldBeRefused("there is no such key in Azure Key Vault");

    [Fact]
    public async Task A_key_that_signs_nothing_is_refused()
    {
        _azure.Key["key_ops"] = new JsonArray("wrapKey", "encrypt");
        (await _client.FetchAsync(Newest)).ShouldBeRefused("the key's purpose in Azure Key Vault is not signing");
        _azure.Key.Remove("key_ops");
        (await _client.FetchAsync(Newest)).ShouldBeRefused("the key's purpose in Azure Key Vault is not signing");
        _azure.Key["key_ops"] = new JsonArray("verify");
        (await _client.FetchAsync(Newest)).ShouldBeFound();
    }

    [Theory]
    [InlineData("EC", "P-256K")]
    [InlineData("oct-HSM", null)]
    public async Task A_key_of_another_type_is_refused(string type, string? curve)
    {
        (_azure.Key["kty"], _azure.Key["crv"]) = (type, curve);
        (await _client.FetchAsync(Newest)).ShouldBeRefused("the key's type in Azure Key Vault is none that image signatures are verified with");
    }

    [Fact]
    public async Task Every_type_is_read_and_the_hash_of_rsa_is_not_said()
    {
        foreach ((string type, string name, ECCurve curve, KeyHash hash) in new[]
        {
            ("EC-HSM", "P-256", ECCurve.NamedCurves.nistP256, KeyHash.Sha256), ("EC", "P-384", ECCurve.NamedCurves.nistP384, KeyHash.Sha384), ("EC", "P-521", ECCurve.NamedCurves.nistP521, KeyHash.Sha512),
        })
        {
            using var ec = ECDsa.Create(curve);
            Put(type, name, ec.ExportParameters(false).Q);
            (await _client.FetchAsync(Newest)).Should().Be(new KmsAnswer.Found(ec.ExportSubjectPublicKeyInfoPem(), hash), name);
        }

        foreach ((string type, int bits) in new[] { ("RSA", 2048), ("RSA-HSM", 3072), ("RSA", 4096) })
        {
            using var rsa = RsaKeys.Create(bits);
            RSAParameters parts = rsa.ExportParameters(false);
            (_azure.Key["kty"], _azure.Key["n"], _azure.Key["e"]) = (type, Base64Url.EncodeToString(parts.Modulus), Base64Url.EncodeToString(parts.Exponent));
            (await _client.FetchAsync(Newest)).Should().Be(new KmsAnswer.Found(rsa.ExportSubjectPublicKeyInfoPem(), null));
        }
    }

    [Theory]
    [InlineData("x", "")]
    [InlineData("x", "AAAA")]
    [InlineData("x", "!")]
    [InlineData("y", null)]
    [InlineData("y", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_broken_key_is_not_taken(string part, string? value)
    {
        _azure.Key[part] = value;
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer, "no public key that can be read");
    }

    // Source: RFC 7518, 6.2.1.2: as long as the curve's.
    [Fact]
    public async Task A_coordinate_with_more_zeros_than_the_curves_is_not_taken()
    {
        ECPoint point = _key.ExportParameters(false).Q;
        Put("EC", "P-256", new ECPoint { X = [0, .. point.X!], Y = [0, .. point.Y!] });
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer, "no public key that can be read");
    }

    [Theory]
    [InlineData($"https://{FakeAzure.Host}/keys/other/{FakeAzure.Version}")]
    [InlineData($"https://{FakeAzure.Host}/keys/cosign/00000000000000000000000000000000")]
    [InlineData($"https://{FakeAzure.Host}/keys/cosign")]
    [InlineData("cosign")]
    [InlineData(null)]
    public async Task A_key_that_was_not_asked_for_is_not_taken(string? kid)
    {
        _azure.Key["kid"] = kid;
        (await _client.FetchAsync($"{Newest}/{FakeAzure.Version}")).ShouldBeUnavailable(CloudFault.BadAnswer, "not the key that was asked for");
    }

    [Fact]
    public async Task A_keys_name_is_the_same_in_other_letters()
    {
        _azure.Key["kid"] = $"https://{FakeAzure.Host}/keys/Cosign/{FakeAzure.Version}";
        (await _client.FetchAsync(Newest)).ShouldBeFound();
    }

    [Theory]
    [InlineData(401, CloudFault.NotAuthorized)]
    [InlineData(429, CloudFault.Throttled)]
    [InlineData(503, CloudFault.ServerError)]
    [InlineData(301, CloudFault.BadAnswer)]
    public async Task A_status_says_nothing_about_the_key(int status, CloudFault fault)
    {
        _azure.Fail("/keys/cosign", RegistryFaults.Status(status));
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(fault, $"Azure Key Vault answers HTTP {status}");
    }

    [Fact]
    public async Task What_is_no_answer_of_a_vault_is_not_taken()
    {
        foreach (string content in new[] { "", "no JSON", "[]", "{}" })
        {
            _azure.Fail("/keys/cosign", RegistryFaults.Body(content, "application/json"));
            (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer);
        }

        _azure.Fail("/keys/cosign", RegistryFaults.Endless("application/json"));
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer, $"over {Cloud.Limits.MaxAnswerBytes} bytes");
        _azure.Fail("/keys/cosign", RegistryFaults.Drop());
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.Unreachable);
    }

    [Fact]
    public async Task A_token_that_is_not_given_is_no_credential()
    {
        _azure.AccountToken = "another";
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.NoCredential, "Azure gives no access token");
        _azure.Fail(FakeAzure.TokenPath, RegistryFaults.Drop());
        (await _client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.NoCredential);
        _azure.Heal();
        _azure.AccountToken = "account.token.jwt";
        (await _client.FetchAsync(Newest)).ShouldBeFound();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_does_not_end_when_it_should_and_what_nobody_foresaw_are_no_answers()
    {
        var time = new ManualTimeProvider();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using KmsClient deaf = Client(time, () =>
        {
            asked.SetResult();
            return new TaskCompletionSource<HttpResponseMessage>().Task;
        });
        Task<KmsAnswer> asking = deaf.FetchAsync(Newest);
        await asked.Task;
        time.Advance(Limits.FetchTimeout);
        (await asking).ShouldBeUnavailable(CloudFault.TimedOut, "20 seconds");

        using KmsClient odd = Client(time, () => throw new FormatException("secret"));
        (await odd.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.BadAnswer, "FormatException while asking");
    }

    private static RegistryFault Status(int status, string body) => async (context, _) =>
    {
        context.Response.StatusCode = status;
        await context.Response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body), context.RequestAborted);
    };

    private void Put(string type, string curve, ECPoint point) =>
        (_azure.Key["kty"], _azure.Key["crv"], _azure.Key["x"], _azure.Key["y"]) = (type, curve, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));

    private KmsClient Client() => new(Asking.Settings, TimeProvider.System, _azure.Handler(CloudHandlers.Create()));

    private KmsClient Client(TimeProvider time, Func<Task<HttpResponseMessage>> readKey) => new(Asking.Settings, time, new KeyRequests(readKey, _azure.Handler(CloudHandlers.Create())));

    private sealed class KeyRequests(Func<Task<HttpResponseMessage>> answer, HttpMessageHandler others) : DelegatingHandler(others)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri!.AbsolutePath.StartsWith("/keys/", StringComparison.Ordinal) ? answer() : base.SendAsync(request, cancellationToken);
    }
}
