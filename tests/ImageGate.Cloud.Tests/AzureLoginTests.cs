using System.Buffers.Text;
using System.Text;
using ImageGate.Cloud.Registries;
using ImageGate.Testing;
using ImageGate.Testing.Kms;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Cloud.Tests;

/// <summary>Azure's library takes who it is from the environment: one class, so that no other test runs beside it with it.</summary>
public sealed class AzureLoginTests : IAsyncLifetime
{
    private const string Host = "acme.azurecr.io";

    private readonly ManualTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TokenFolder _account = new();
    private FakeAzure _azure = null!;
    private RegistryKeychain _keychain = null!;

    public async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("AZURE_TENANT_ID", FakeAzure.Tenant);
        Environment.SetEnvironmentVariable("AZURE_CLIENT_ID", FakeAzure.Client);
        Environment.SetEnvironmentVariable("AZURE_FEDERATED_TOKEN_FILE", _account.Path);
        _azure = await FakeAzure.StartAsync();
        _keychain = Keychains.Of(_azure, Keychains.Settings, _time);
    }

    public async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable("AZURE_FEDERATED_TOKEN_FILE", null);
        _keychain.Dispose();
        await _azure.DisposeAsync();
        _account.Dispose();
    }

    [Fact]
    public async Task A_token_for_registries_alone_is_exchanged_at_the_registry_and_kept()
    {
        (await GetAsync()).Should().Be(new RegistryLogin.IdentityToken("secret-of-registry"));
        (await GetAsync()).Should().Be(new RegistryLogin.IdentityToken("secret-of-registry"));

        _azure.Scopes.Should().Equal("https://containerregistry.azure.net/.default");
        _azure.Requests.Select(request => $"{request.AskedHost()}{request.Path}").Should().Equal(
            $"login.microsoftonline.com{FakeAzure.TokenPath}", $"{Host}{FakeAzure.ExchangePath}");
    }

    [Fact]
    public async Task Each_registry_has_its_own_and_no_secret_of_one_goes_to_the_other()
    {
        _azure.RefreshToken = "secret-of-acme";
        await GetAsync();
        (await _keychain.AzureAsync("other.azurecr.io", default)).Should().BeOfType<RegistryLogin.IdentityToken>();

        _azure.Requests.Where(request => request.AskedHost() == "other.azurecr.io").Should().ContainSingle().Which.Form.Should().NotContain("secret-of-acme");
        _azure.Requests.Where(request => request.AskedHost() is not (Host or "other.azurecr.io")).Should().NotContain(request => request.Form.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_end_of_the_token_is_the_one_that_it_says()
    {
        long end = (_time.GetUtcNow() + TimeSpan.FromMinutes(30)).ToUnixTimeSeconds();
        _azure.RefreshToken = $"e30.{Base64Url.EncodeToString(Encoding.ASCII.GetBytes($$"""{"exp":{{end}}}"""))}.secret";
        await GetAsync();
        _azure.Fail(FakeAzure.ExchangePath, Answer(503));
        _time.Advance(TimeSpan.FromMinutes(14));
        (await GetAsync()).Should().BeOfType<RegistryLogin.IdentityToken>();
        _azure.Requests.Should().HaveCount(2);
        _time.Advance(TimeSpan.FromMinutes(15));
        (await GetAsync()).ShouldBeNone(CloudFault.ServerError, "Azure Container Registry answers HTTP 503");
    }

    [Theory]
    [InlineData("e30.a*b.secret")]
    [InlineData("e30.eyJleHAiOi01fQ.secret")]                          // {"exp":-5}
    [InlineData("e30.eyJleHAiOjk5OTk5OTk5OTk5OTk5OTl9.secret")]        // {"exp":9999999999999999}
    [InlineData("e30.W10.secret")]                                     // []
    public async Task A_token_that_says_no_end_is_kept_for_a_while(string token)
    {
        _azure.RefreshToken = token;
        (await GetAsync()).Should().Be(new RegistryLogin.IdentityToken(token));
        _time.Advance(TimeSpan.FromMinutes(29));
        await GetAsync();
        _azure.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(401, CloudFault.NotAuthorized)]
    [InlineData(403, CloudFault.NotAuthorized)]
    [InlineData(429, CloudFault.Throttled)]
    [InlineData(500, CloudFault.ServerError)]
    [InlineData(404, CloudFault.BadAnswer)]
    public async Task What_the_registry_refuses_is_said(int status, CloudFault fault)
    {
        _azure.Fail(FakeAzure.ExchangePath, Answer(status));
        (await GetAsync()).ShouldBeNone(fault, $"Azure Container Registry answers HTTP {status}");
    }

    [Fact]
    public async Task A_redirect_of_the_exchange_is_not_followed()
    {
        await using FakeAzure mallory = await FakeAzure.StartAsync();
        _azure.Fail(FakeAzure.ExchangePath, (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = new Uri(mallory.Address, FakeAzure.ExchangePath).AbsoluteUri;
            return Task.CompletedTask;
        });
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "HTTP 307");
        mallory.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"refresh_token":""}""")]
    [InlineData("""{"refresh_token":"secret secret"}""")]
    [InlineData("""{"refresh_token":["secret"]}""")]
    public async Task What_is_no_token_is_a_bad_answer(string body)
    {
        _azure.Fail(FakeAzure.ExchangePath, (context, _) => context.Response.WriteAsync(body));
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "what is no refresh token");
    }

    [Fact]
    public async Task A_token_and_an_answer_that_are_too_long_are_refused()
    {
        _azure.RefreshToken = new string('a', Limits.MaxSecretCharacters + 1);
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "what is no refresh token");
        _azure.RefreshToken = new string('a', Limits.MaxAnswerBytes);
        _time.Advance(Limits.RetryWait);
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "over 1048576 bytes");
    }

    [Fact]
    public async Task An_identity_that_is_not_given_is_said_and_the_registry_is_not_asked()
    {
        _azure.AccountToken = "another";
        (await GetAsync()).ShouldBeNone(CloudFault.NoCredential, "Azure gives no access token");
        _azure.Requests.Should().NotContain(request => request.AskedHost() == Host);
    }

    [Theory]
    [InlineData("acme.azurecr.cn", "https://management.chinacloudapi.cn/.default")]
    [InlineData("acme.azurecr.us", "https://management.usgovcloudapi.net/.default")]
    public async Task Sovereign_clouds_have_their_own_audience(string host, string scope)
    {
        await _keychain.AzureAsync(host, default);
        _azure.Scopes.Should().Equal(scope);
    }

    private Task<RegistryLogin> GetAsync() => _keychain.AzureAsync(Host, CancellationToken.None);

    private static RegistryFault Answer(int status) => (context, _) =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("secret");
    };
}
