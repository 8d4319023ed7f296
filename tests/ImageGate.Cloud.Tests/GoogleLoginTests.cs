using ImageGate.Cloud.Google;
using ImageGate.Cloud.Registries;
using ImageGate.Testing;
using ImageGate.Testing.Kms;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Cloud.Tests;

public sealed class GoogleLoginTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private FakeGoogle _google = null!;
    private RegistryKeychain _keychain = null!;

    public async Task InitializeAsync()
    {
        _google = await FakeGoogle.StartAsync();
        _keychain = Keychains.Of(_google, Keychains.Settings with { Google = new GoogleIdentity(null, _google.Address) }, _time);
    }

    public async Task DisposeAsync()
    {
        _keychain.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task The_metadata_servers_token_is_the_password_and_is_kept()
    {
        (await GetAsync()).Should().Be(new RegistryLogin.Password("oauth2accesstoken", "ya29.secret-of-google"));
        (await GetAsync()).Should().BeOfType<RegistryLogin.Password>();
        _google.Requests.Should().ContainSingle().Which.Path.Should().Be(FakeGoogle.TokenPath);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task No_token_is_said(int status)
    {
        _google.Fail(FakeGoogle.TokenPath, (context, _) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("secret");
        });
        (await GetAsync()).ShouldBeNone(CloudFault.NoCredential, $"Google gives no access token (HTTP {status})");

        _google.Heal();
        (await GetAsync()).ShouldBeNone(CloudFault.NoCredential, "Google gives no access token");
        _time.Advance(Limits.RetryWait);
        (await GetAsync()).Should().BeOfType<RegistryLogin.Password>();
    }

    [Fact]
    public async Task A_token_that_cannot_be_sent_is_a_bad_answer()
    {
        _google.Token = "secret secret";
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "none that can be sent");
    }

    [Fact]
    public async Task A_token_that_is_too_long_is_a_bad_answer()
    {
        _google.Token = new string('a', Limits.MaxSecretCharacters + 1);
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "none that can be sent");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_no_credential()
    {
        using RegistryKeychain keychain = Keychains.Of(_google, Keychains.Settings with { Google = new GoogleIdentity("/nowhere/file", _google.Address) }, _time);
        (await keychain.GoogleAsync(default)).ShouldBeNone(CloudFault.NoCredential, "/nowhere/file");
        _google.Requests.Should().BeEmpty();
    }

    private Task<RegistryLogin> GetAsync() => _keychain.GoogleAsync(CancellationToken.None);
}
