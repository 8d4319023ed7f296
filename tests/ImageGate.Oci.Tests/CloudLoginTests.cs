using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

public sealed class CloudLoginTests
{
    private static readonly CloudRegistry Acme = CloudRegistry.Of("acme.azurecr.io")!;

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Bearer)]
    public async Task A_registry_of_a_cloud_is_asked_with_the_clouds_login(RegistryAuthentication authentication)
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = authentication });
        Digest image = registry.PushImage("app", "1.0");
        using RegistryClient client = Client((cloud, _) => Found(cloud == Acme ? registry.Credential : registry.Credential with { Password = "wrong" }));

        (await client.ResolveAsync(Location(registry), "1.0", default)).Found().Should().Be(image);
        (await client.ReadSignaturesAsync(Location(registry), image, SignatureSource.SignatureTag, default)).Found().Signatures.Should().BeEmpty();
    }

    [Fact]
    public async Task An_identity_token_is_exchanged_at_the_registrys_token_service()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer, IdentityToken = "secret-of-registry" });
        Digest image = registry.PushImage("app", "1.0");
        using RegistryClient client = Client((_, _) => Found(new RegistryCredential("", "the pod's identity", "", "secret-of-registry")));

        (await client.ResolveAsync(Location(registry), "1.0", default)).Found().Should().Be(image);
        registry.Requests.Should().ContainSingle(request => request.Method == "POST").Which.Form.Should().Contain("secret-of-registry");
        registry.Requests.Should().NotContain(request => request.Authorization != null && request.Authorization.StartsWith("Basic ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_login_is_used_at_once()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Basic });
        Digest image = registry.PushImage("app", "1.0");
        string password = "old";
        using RegistryClient client = Client((_, _) => Found(registry.Credential with { Password = password }));

        (await client.ResolveAsync(Location(registry), "1.0", default)).Failed<RegistryFailure.Unauthorized>();
        password = registry.Credential.Password;
        (await client.ResolveAsync(Location(registry), "1.0", default)).Found().Should().Be(image);
        client.Connections.Count.Should().Be(1, "a login that changes is no other setting of the host");
    }

    [Fact]
    public async Task Without_a_login_it_could_not_be_told_and_nobody_is_asked()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        registry.PushImage("app", "1.0");
        using RegistryClient client = Client((_, _) => Task.FromResult<RegistryResult<RegistryCredential>>(new RegistryResult<RegistryCredential>.Failed(
            new RegistryFailure.Unavailable(UnavailableCause.Throttled, "no login for Azure: Azure gives no access token", null))));

        RegistryFailure.Unavailable failure = (await client.ResolveAsync(Location(registry), "1.0", default)).Failed<RegistryFailure.Unavailable>();
        failure.Cause.Should().Be(UnavailableCause.Throttled);
        failure.Detail.Should().Be($"{registry.Host}/app: no login for Azure: Azure gives no access token");
        registry.Requests.Should().BeEmpty("a registry may show strangers something else");
    }

    [Fact]
    public async Task A_login_that_takes_too_long_is_a_time_out()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        using var deadline = new CancellationTokenSource();
        using RegistryClient client = Client(async (_, cancellationToken) =>
        {
            await deadline.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        });

        (await client.ResolveAsync(Location(registry), "1.0", deadline.Token)).Failed<RegistryFailure.Unavailable>()
            .Should().BeEquivalentTo(new { Cause = UnavailableCause.Timeout, Detail = $"{registry.Host}/app: no login for Azure Container Registry acme.azurecr.io in time" });
        registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_client_that_cannot_sign_in_says_so()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        using var client = new RegistryClient(Clients.ResponseTimeout, TimeProvider.System, "ImageGate/test");

        (await client.ResolveAsync(Location(registry), "1.0", default)).Failed<RegistryFailure.Unavailable>().Detail.Should().Contain("which there is only in the server");
        registry.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task What_came_with_the_request_is_not_tried()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Basic });
        registry.PushImage("app", "1.0");
        using RegistryClient client = Client((_, _) => Found(registry.Credential with { Password = "wrong" }));
        RepositoryLocation location = Location(registry) with { Pull = new PullCredentials([new PullCredential(registry.Host, registry.Credential)]) };

        (await client.ResolveAsync(location, "1.0", default)).Failed<RegistryFailure.Unauthorized>();
    }

    [Fact]
    public async Task A_token_service_elsewhere_gets_no_login()
    {
        await using InMemoryRegistry mallory = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { HostName = "tokens.localhost" });
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions
        {
            HostName = "localhost",
            Authentication = RegistryAuthentication.Bearer,
            Challenge = _ => $"Bearer realm=\"https://{mallory.Host}/token\",service=\"x\"",
        });
        registry.PushImage("app", "1.0");
        using RegistryClient client = Client((_, _) => Found(registry.Credential));

        (await client.ResolveAsync(Location(registry), "1.0", default)).Failed<RegistryFailure.Unauthorized>().Detail.Should().Contain("was not sent there");
        mallory.Requests.Should().BeEmpty();
    }

    private static RepositoryLocation Location(InMemoryRegistry registry) =>
        new(registry.Name("app"), registry.Access() with { Credentials = RegistryCredentials.OfCloud(Acme) });

    private static Task<RegistryResult<RegistryCredential>> Found(RegistryCredential credential) =>
        Task.FromResult<RegistryResult<RegistryCredential>>(new RegistryResult<RegistryCredential>.Found(credential));

    private static RegistryClient Client(CloudLogin login) =>
        new(Clients.ResponseTimeout, TimeProvider.System, "ImageGate/test", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), login);
}
