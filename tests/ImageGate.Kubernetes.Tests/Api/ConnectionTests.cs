using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ImageGate.Kubernetes.Tests.Api;

/// <summary>Who the server is, who asks, and how both may change.</summary>
public sealed class ConnectionTests : ApiTest
{
    private const string SecretPath = "/api/v1/namespaces/apps/secrets/pull";

    [Fact]
    public async Task A_server_of_another_ca_is_not_asked()
    {
        using var other = new TestCertificateAuthority();
        ApiClient client = NewClient(Configuration() with { Authority = new ApiAuthority.Pem(other.Pem) });
        await ShouldBeUntrustedAsync(client);
    }

    [Fact]
    public async Task A_server_of_another_name_is_not_asked()
    {
        await using FakeApiServer named = await FakeApiServer.StartAsync("kubernetes.default.svc");
        var configuration = new ApiConfiguration(named.Url, null, new ApiAuthority.Pem(named.Authority.Pem), new ApiCredential.Token("good-token"), "default");
        await ShouldBeUntrustedAsync(NewClient(configuration));
        named.Requests.Should().BeEmpty();
        named.Put(SecretPath);
        Found(await GetSecretAsync(NewClient(configuration with { TlsServerName = "kubernetes.default.svc" })));
    }

    [Fact]
    public async Task A_ca_file_that_rotates_holds_for_the_next_connection()
    {
        using var other = new TestCertificateAuthority();
        string file = WriteFile("ca.crt", other.Pem);
        Server.Put(SecretPath);
        ApiClient client = NewClient(Configuration() with { Authority = new ApiAuthority.File(file) });
        await ShouldBeUntrustedAsync(client);
        WriteFile("ca.crt", other.Pem + "\n" + Server.Authority.Pem);
        Found(await GetSecretAsync(client));
    }

    [Fact]
    public async Task Without_a_readable_ca_nobody_is_trusted()
    {
        ApiClient client = NewClient(Configuration() with { Authority = new ApiAuthority.File(Path.Combine(Folder, "none")) });
        await ShouldBeUntrustedAsync(client);
    }

    [Theory]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    public async Task Both_versions_of_http_are_spoken(HttpProtocols protocols, string expected)
    {
        await using FakeApiServer server = await FakeApiServer.StartAsync(protocols: protocols);
        string spoken = "";
        server.Put(SecretPath);
        server.Fail("*", (context, normally) =>
        {
            spoken = context.Request.Protocol;
            return normally(context);
        });
        Found(await GetSecretAsync(NewClient(new ApiConfiguration(server.Url, null, new ApiAuthority.Pem(server.Authority.Pem), new ApiCredential.Token("good-token"), "default"))));
        spoken.Should().Be(expected);
    }

    [Fact]
    public async Task Nobody_listening_is_unreachable()
    {
        ApiClient client = NewClient(Configuration() with { Server = new Uri("https://127.0.0.1:1/") });
        Task<ApiResult<Secret>> call = GetSecretAsync(client);
        await Clock.RunAsync(call, TimeSpan.FromSeconds(3));
        Failed(await call).Should().BeOfType<ApiFailure.Unavailable>().Which.Cause.Should().Be(ApiUnavailableCause.Unreachable);
    }

    [Fact]
    public async Task A_token_that_was_refused_is_read_again_at_once()
    {
        Server.Put(SecretPath);
        ApiClient client = NewClient(Configuration(new ApiCredential.TokenFile(WriteFile("token", "good-token\n"))));
        Found(await GetSecretAsync(client));
        Server.Token = "next-token";
        WriteFile("token", "next-token");
        Found(await GetSecretAsync(client));
        Server.Requests.Select(request => request.Authorization).Should().Equal("Bearer good-token", "Bearer good-token", "Bearer next-token");
    }

    [Fact]
    public async Task A_token_that_did_not_change_is_not_sent_twice()
    {
        ApiClient client = NewClient(Configuration(new ApiCredential.TokenFile(WriteFile("token", "bad-token"))));
        Failed(await GetSecretAsync(client)).Should().BeOfType<ApiFailure.Unauthorized>();
        Server.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_token_is_read_again_after_a_minute_and_not_before()
    {
        Server.Put(SecretPath);
        ApiClient client = NewClient(Configuration(new ApiCredential.TokenFile(WriteFile("token", "good-token"))));
        Found(await GetSecretAsync(client));
        WriteFile("token", "next-token");
        Clock.Advance(TimeSpan.FromSeconds(59));
        Found(await GetSecretAsync(client));
        Clock.Advance(TimeSpan.FromSeconds(1));
        Failed(await GetSecretAsync(client)).Should().BeOfType<ApiFailure.Unauthorized>();
    }

    [Fact]
    public async Task A_token_file_that_is_away_for_a_moment_takes_nothing_away()
    {
        Server.Put(SecretPath);
        string file = WriteFile("token", "good-token");
        ApiClient client = NewClient(Configuration(new ApiCredential.TokenFile(file)));
        Found(await GetSecretAsync(client));
        File.Delete(file);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Found(await GetSecretAsync(client));
    }

    [Fact]
    public async Task Without_a_token_nothing_is_asked()
    {
        ApiClient client = NewClient(Configuration(new ApiCredential.TokenFile(Path.Combine(Folder, "none"))));
        ApiFailure.Unavailable failed = Failed(await GetSecretAsync(client)).Should().BeOfType<ApiFailure.Unavailable>().Which;
        failed.Cause.Should().Be(ApiUnavailableCause.NoCredential);
        failed.Detail.Should().EndWith("none cannot be used: it does not exist");
        Server.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        Server.Fail("GET " + SecretPath, RegistryFaults.Redirect(Server.Url + "api/v1/namespaces/apps/secrets/other"));
        Failed(await GetSecretAsync()).Should().BeOfType<ApiFailure.Unavailable>().Which.Cause.Should().Be(ApiUnavailableCause.Malformed);
        Server.Requests.Should().ContainSingle();
    }

    private async Task ShouldBeUntrustedAsync(ApiClient client)
    {
        Failed(await GetSecretAsync(client)).Should().BeOfType<ApiFailure.Unavailable>().Which.Cause.Should().Be(ApiUnavailableCause.Untrusted);
        Server.Requests.Should().BeEmpty();
    }
}
