using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ImageGate.Cloud;
using ImageGate.Kms.Vault;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

public sealed class VaultTests : IAsyncLifetime
{
    private const string Uri = "hashivault://cosign";

    private readonly CosignKey _key = CosignKey.CreateP256();
    private readonly TokenFolder _account = new();
    private readonly ManualTimeProvider _time = new();
    private FakeVault _vault = null!;
    private KmsClient _client = null!;

    public async Task InitializeAsync()
    {
        _vault = await FakeVault.StartAsync();
        _vault.Put("cosign", _key.PublicPem);
        _client = Client(new VaultLogin.Kubernetes("imagegate", "kubernetes", _account.Path));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _vault.DisposeAsync();
        _account.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task The_newest_version_comes_after_a_login_with_the_accounts_token()
    {
        (await _client.FetchAsync(Uri)).Should().Be(new KmsAnswer.Found(_key.PublicPem, null));
        using var next = CosignKey.CreateP256();
        _vault.Put("cosign", next.PublicPem);
        (await _client.FetchAsync(Uri)).Should().Be(new KmsAnswer.Found(next.PublicPem, null));
        _vault.Requests.Should().AllSatisfy(request => request.Headers["X-Vault-Request"].Should().Be("true"));
        _vault.Requests[0].Headers.Should().NotContainKey("X-Vault-Namespace");
        _vault.Requests[0].Headers["User-Agent"].Should().Be("imagegate/test");
    }

    [Fact]
    public async Task A_login_serves_for_most_of_its_lease()
    {
        await _client.FetchAsync(Uri);
        _time.Advance(TimeSpan.FromSeconds(2879));
        await _client.FetchAsync(Uri);
        _vault.Logins.Should().Be(1);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _client.FetchAsync(Uri);
        _vault.Logins.Should().Be(2);
    }

    [Fact]
    public async Task A_lease_serves_for_a_day_at_most_and_one_that_is_none_serves_once()
    {
        _vault.LeaseSeconds = long.MaxValue;
        (await _client.FetchAsync(Uri)).ShouldBeFound();
        _time.Advance(TimeSpan.FromHours(19));
        (await _client.FetchAsync(Uri)).ShouldBeFound();
        _vault.Logins.Should().Be(1);
        _time.Advance(TimeSpan.FromHours(1));
        _vault.LeaseSeconds = long.MinValue;
        (await _client.FetchAsync(Uri)).ShouldBeFound();
        _vault.Logins.Should().Be(2);
        (await _client.FetchAsync(Uri)).ShouldBeFound();
        _vault.Logins.Should().Be(3);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_renewed_once()
    {
        await _client.FetchAsync(Uri);
        _vault.Token = "hvs.secret-two";
        (await _client.FetchAsync(Uri)).ShouldBeFound();
        _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Status(403));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NotAuthorized, "Vault answers HTTP 403");
        _vault.Logins.Should().Be(3);
    }

    [Fact]
    public async Task A_token_of_a_file_is_read_anew_each_time_and_the_namespace_is_said()
    {
        using var file = new TokenFolder(_vault.Token + "\n");
        using KmsClient client = Client(new VaultLogin.Token(file.Path), "team");
        (await client.FetchAsync(Uri)).ShouldBeFound();
        _vault.Requests[^1].Headers["X-Vault-Namespace"].Should().Be("team");
        _vault.Token = "hvs.secret-two";
        int asked = _vault.Requests.Count;
        (await client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NotAuthorized);
        _vault.Requests.Should().HaveCount(asked + 1, "another token is not to be had");
        file.Write(_vault.Token);
        (await client.FetchAsync(Uri)).ShouldBeFound();
        _vault.Logins.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    public async Task A_file_that_holds_no_token_is_sent_nowhere(string content)
    {
        _account.Write(content);
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NoCredential, "token cannot be read");
        _account.Write(new string('a', Cloud.Limits.MaxTokenBytes + 1));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NoCredential, "token cannot be read");
        File.Delete(_account.Path);
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NoCredential, "token cannot be read");
        _vault.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_login_that_is_refused_is_no_credential()
    {
        _vault.AccountToken = "another";
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NoCredential, "Vault's login answers HTTP 400");
        _vault.Fail("/v1/auth/kubernetes/login", RegistryFaults.Status(503));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.ServerError, "Vault's login answers HTTP 503");
        _vault.Fail("/v1/auth/kubernetes/login", RegistryFaults.Body("{}", "application/json"));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.BadAnswer, "no token");
    }

    [Fact]
    public async Task A_key_that_is_not_there_or_deleted_is_refused()
    {
        (await _client.FetchAsync("hashivault://other")).ShouldBeRefused("there is no such key in Vault");
        _vault.Keys["cosign"]["soft_deleted"] = true;
        (await _client.FetchAsync(Uri)).ShouldBeRefused("the key is deleted in Vault");
    }

    [Theory]
    [InlineData("aes256-gcm96")]
    [InlineData("hmac")]
    public async Task A_key_that_signs_nothing_is_refused(string type)
    {
        _vault.Keys["cosign"] = new JsonObject { ["type"] = type, ["keys"] = new JsonObject { ["1"] = 1442851412 }, ["latest_version"] = 1 };
        (await _client.FetchAsync(Uri)).ShouldBeRefused("the key's type in Vault is none that image signatures are verified with");
    }

    [Fact]
    public async Task Every_type_is_read()
    {
        (string Type, string Pem)[] keys =
        [
            ("ecdsa-p384", ECDsa.Create(ECCurve.NamedCurves.nistP384).ExportSubjectPublicKeyInfoPem()),
            ("ecdsa-p521", ECDsa.Create(ECCurve.NamedCurves.nistP521).ExportSubjectPublicKeyInfoPem()),
            ("rsa-2048", RsaKeys.Pem(2048)),
            ("rsa-3072", RsaKeys.Pem(3072)),
            ("rsa-4096", RsaKeys.Pem(4096)),
        ];
        foreach ((string type, string pem) in keys)
        {
            _vault.Put(type, pem, type);
            (await _client.FetchAsync($"hashivault://{type}")).Should().Be(new KmsAnswer.Found(pem, null), type);
        }
    }

    [Fact]
    public async Task An_ed25519_key_comes_as_its_bare_bytes()
    {
        // Source: RFC 8032, 7.1, TEST 1.
        byte[] raw = Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        _vault.Put("ed", Convert.ToBase64String(raw), "ed25519");
        string pem = (await _client.FetchAsync("hashivault://ed")).ShouldBeFound().Pem;
        Convert.FromBase64String(pem.Split('\n')[1]).Should().EndWith(raw).And.HaveCount(44);
        _vault.Put("short", Convert.ToBase64String(raw[1..]), "ed25519");
        (await _client.FetchAsync("hashivault://short")).ShouldBeUnavailable(CloudFault.BadAnswer, "no public key of the newest version");
    }

    [Fact]
    public async Task A_key_that_is_not_of_the_type_that_is_said_is_not_taken()
    {
        _vault.Put("wrong", _key.PublicPem, "ecdsa-p384");
        (await _client.FetchAsync("hashivault://wrong")).ShouldBeUnavailable(CloudFault.BadAnswer, "is not ECDSA P-384");
        _vault.Put("two", $"{_key.PublicPem}\n{CosignKey.CreateP256().PublicPem}");
        (await _client.FetchAsync("hashivault://two")).ShouldBeUnavailable(CloudFault.BadAnswer, "is not ECDSA P-256");
        _vault.Put("text", "no key");
        (await _client.FetchAsync("hashivault://text")).ShouldBeUnavailable(CloudFault.BadAnswer, "cannot be used");
        _vault.Keys["cosign"]["latest_version"] = 7;
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.BadAnswer, "no public key of the newest version");
    }

    [Theory]
    [InlineData(401, CloudFault.NotAuthorized)]
    [InlineData(429, CloudFault.Throttled)]
    [InlineData(500, CloudFault.ServerError)]
    [InlineData(503, CloudFault.ServerError)]
    [InlineData(302, CloudFault.BadAnswer)]
    [InlineData(204, CloudFault.BadAnswer)]
    public async Task A_status_says_nothing_about_the_key(int status, CloudFault fault)
    {
        _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Status(status));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(fault, $"Vault answers HTTP {status}");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using FakeVault other = await FakeVault.StartAsync();
        _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Redirect(new Uri(other.Address, "/v1/transit/keys/cosign").AbsoluteUri));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.BadAnswer, "Vault answers HTTP 307");
        other.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_no_answer_of_vault_is_not_taken()
    {
        foreach (string content in new[] { "", "no JSON", "[]", "{}", """{"data":{}}""", """{"data":{"type":"ecdsa-p256"}}""" })
        {
            _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Body(content, "application/json"));
            (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.BadAnswer);
        }

        foreach (string version in new[] { "1442851412", "\"text\"", "{}", """{"public_key":3}""", """{"public_key":null}""" })
        {
            _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Body($$$"""{"data":{"type":"ecdsa-p256","latest_version":1,"keys":{"1":{{{version}}}} } }""", "application/json"));
            (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.BadAnswer, "no public key of the newest version");
        }

        _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Endless("application/json"));
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.BadAnswer, $"over {Cloud.Limits.MaxAnswerBytes} bytes");
        _vault.Fail("/v1/transit/keys/cosign", RegistryFaults.Drop());
        (await _client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.Unreachable);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_ends_with_the_deadline()
    {
        HeldRequests held = _vault.Hold("/v1/transit/keys/cosign");
        Task<KmsAnswer> asking = _client.FetchAsync(Uri);
        await held.Arrived;
        _time.Advance(Limits.FetchTimeout);
        (await asking).ShouldBeUnavailable(CloudFault.TimedOut, "20 seconds");
    }

    [Fact]
    public async Task Who_gives_up_is_told_so()
    {
        using var stop = new CancellationTokenSource();
        HeldRequests held = _vault.Hold("/v1/transit/keys/cosign");
        Task<KmsAnswer> asking = _client.FetchAsync(Asking.Key(Uri), stop.Token);
        await held.Arrived;
        await stop.CancelAsync();
        await asking.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Without_an_address_there_is_no_vault()
    {
        using var client = new KmsClient(Asking.Settings, TimeProvider.System);
        (await client.FetchAsync(Uri)).ShouldBeUnavailable(CloudFault.NoCredential, "Kms:VaultAddress");
    }

    private KmsClient Client(VaultLogin login, string? space = null) =>
        new(Asking.Settings with { Vault = new VaultSettings(_vault.Address, "transit", space, null, login) }, _time);
}
