using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>Who is shown which credentials.</summary>
public sealed class AuthTests : AuthTest
{
    [Fact]
    public async Task Basic_credentials_are_sent_after_a_challenge_and_at_once_from_then_on()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Basic);

        await ShouldResolve(registry, registry.Credential);
        await ShouldResolve(registry, registry.Credential);

        registry.Requests.Select(request => request.Authorization?.Split(' ')[0]).Should().Equal(null, "Basic", "Basic");
    }

    [Fact]
    public async Task A_wrong_password_is_unauthorized_and_not_sent_again_and_again()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Basic);
        var wrong = new RegistryCredential("", "robot", "secret2", null);

        string detail = (await ResolveAsync(registry, wrong)).Failed<RegistryFailure.Unauthorized>().Detail;

        detail.Should().Contain("answered 401").And.Contain("credential of robot for /");
        registry.Requests.Should().HaveCount(2);
        (await ResolveAsync(registry, wrong)).Failed<RegistryFailure.Unauthorized>();
        registry.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Without_credentials_a_basic_challenge_says_what_is_missing()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Basic);

        (await ResolveAsync(registry, null)).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain("none is configured for this repository");
        registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Credentials_of_one_repository_are_not_sent_for_another()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Basic);
        RegistryCredential credential = registry.Credential with { Path = "team" };
        Digest image = registry.PushImage("team/app", "1.0");

        (await Client.ResolveAsync(registry.Location("team/app", credential), "1.0", default)).Found().Should().Be(image);
        registry.ForgetRequests();
        (await Client.ResolveAsync(registry.Location("teamwork/app", credential), "1.0", default)).Failed<RegistryFailure.Unauthorized>();

        registry.Requests.Should().ContainSingle().Which.Authorization.Should().BeNull();
    }

    [Fact]
    public async Task An_identity_token_is_no_password()
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Basic);
        var identity = new RegistryCredential("", "robot", "", "secret-identity");

        (await ResolveAsync(registry, identity)).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain("has no password");
        registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Credentials_never_go_to_a_token_service_in_other_hands()
    {
        await using InMemoryRegistry evil = await StartAsync(RegistryAuthentication.AnonymousBearer, host: "evil.localhost");
        await using InMemoryRegistry registry = await StartAsync(
            RegistryAuthentication.Bearer, _ => $"Bearer realm=\"https://evil.localhost:{evil.Port}/token\"", "registry.acme.localhost");

        string detail = (await ResolveAsync(registry, registry.Credential)).Failed<RegistryFailure.Unauthorized>().Detail;

        detail.Should().Contain($"token service evil.localhost:{evil.Port} is not at registry.acme.localhost:{registry.Port}").And.Contain("was not sent there");
        evil.Requests.Should().BeEmpty();
        TokenRequests(registry).Should().Be(0);
    }

    [Fact]
    public async Task Credentials_go_to_the_parent_domain_of_the_registry_which_its_certificates_speak_for()
    {
        using var authority = new TestCertificateAuthority();
        await using InMemoryRegistry parent = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { HostName = "acme.localhost", Tls = authority, Authentication = RegistryAuthentication.Bearer });
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions
        {
            HostName = "registry.acme.localhost",
            Tls = authority,
            Authentication = RegistryAuthentication.Bearer,
            Challenge = _ => $"Bearer realm=\"{parent.Url}/token\"",
        });
        registry.Fail("/v2/app/manifests/1.0", (context, normally) =>
            context.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.Ordinal)
                ? RegistryFaults.Status(404)(context, normally)
                : normally(context));

        (await ResolveAsync(registry, registry.Credential)).Failed<RegistryFailure.NotFound>();

        parent.Requests.Should().ContainSingle().Which.Authorization.Should().StartWith("Basic ");
    }

    [Theory]
    [InlineData("http://evil.localhost:1/token", "is not https")]
    [InlineData("https://10.0.0.1/token", "an address without a name")]
    [InlineData("https://[fd00::1]/token", "an address without a name")]
    [InlineData("https://user:pw@{0}/token", "no URL")]
    [InlineData("https://{0}/token#x", "no URL")]
    [InlineData("file:///etc/passwd", "no URL")]
    [InlineData("/token", "no URL")]
    [InlineData("", "no URL")]
    public async Task A_realm_that_cannot_be_trusted_is_not_asked_even_as_nobody(string realm, string reason)
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.AnonymousBearer, host => $"Bearer realm=\"{realm.Replace("{0}", host, StringComparison.Ordinal)}\"");
        using RegistryClient client = Clients.AllNamesHere();

        (await client.ResolveAsync(registry.Location("app"), "1.0", default)).Failed<RegistryFailure.Invalid>().Detail.Should().Contain(reason);
        registry.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task A_registry_over_https_may_not_name_a_realm_over_http_not_even_its_own_host()
    {
        using var authority = new TestCertificateAuthority();
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { Tls = authority, Authentication = RegistryAuthentication.Bearer, Challenge = _ => "Bearer realm=\"http://127.0.0.1:1/token\"" });
        using RegistryClient client = Clients.AllNamesHere();

        (await client.ResolveAsync(registry.Location("app", registry.Credential), "1.0", default)).Failed<RegistryFailure.Invalid>().Detail.Should().Contain("is not https");
    }

    [Theory]
    [InlineData("Digest realm=\"x\"")]
    [InlineData("Bearer realm=\"open")]
    [InlineData("nonsense")]
    public async Task A_challenge_of_an_unknown_kind_is_unauthorized(string challenge)
    {
        await using InMemoryRegistry registry = await StartAsync(RegistryAuthentication.Bearer, _ => challenge);

        (await ResolveAsync(registry, registry.Credential)).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain("does not say in a known way");
        registry.Requests.Should().ContainSingle();
    }
}
