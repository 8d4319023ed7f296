using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

public sealed class LoginTests : IDisposable
{
    private readonly RegistryClient _client = Clients.AllNamesHere(new ManualTimeProvider());

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Bearer)]
    public async Task Credentials_are_tried_in_turn_until_one_is_not_refused(RegistryAuthentication authentication)
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = authentication });
        Digest image = registry.PushImage("app", "1.0");
        using CosignKey key = CosignKey.CreateP256();
        registry.PushSignature("app", image, key.Sign(image));
        RepositoryLocation location = Brought(registry, "wrong", "secret", "never");

        (await _client.ResolveAsync(location, "1.0", default)).Found().Should().Be(image);
        (await _client.ReadSignaturesAsync(location, image, SignatureSource.SignatureTag, default)).Found().Signatures.Should().ContainSingle();
        registry.Requests.Should().NotContain(request => request.Authorization == Basic("never"));
    }

    [Fact]
    public async Task When_all_are_refused_nobody_is_not_tried_and_the_last_refusal_is_the_answer()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Basic });
        registry.PushImage("app", "1.0");

        (await _client.ResolveAsync(Brought(registry, "wrong", "wrong2"), "1.0", default)).Failed<RegistryFailure.Unauthorized>();
        registry.Requests.Select(request => request.Authorization).Should().Equal(null, Basic("wrong"), Basic("wrong2"));
    }

    [Fact]
    public async Task What_is_not_there_is_not_asked_for_again_by_another()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Basic });

        (await _client.ResolveAsync(Brought(registry, "secret", "never"), "1.0", default)).Failed<RegistryFailure.NotFound>();
        registry.Requests.Should().NotContain(request => request.Authorization == Basic("never"));
    }

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Bearer)]
    public async Task What_one_request_may_read_another_without_its_credentials_may_not(RegistryAuthentication authentication)
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = authentication });
        Digest image = registry.PushImage("app", "1.0");

        (await _client.ResolveAsync(Brought(registry, "secret"), "1.0", default)).Found().Should().Be(image);
        (await _client.ResolveAsync(Brought(registry), "1.0", default)).Failed<RegistryFailure.Unauthorized>();
        (await _client.ResolveAsync(Brought(registry, "wrong"), "1.0", default)).Failed<RegistryFailure.Unauthorized>();
        (await _client.ResolveAsync(Brought(registry, "secret"), "1.0", default)).Found().Should().Be(image);
        _client.Connections.Count.Should().Be(1);
    }

    private static RepositoryLocation Brought(InMemoryRegistry registry, params string[] passwords) => registry.Location("app") with
    {
        Pull = new PullCredentials(passwords.Select(password => new PullCredential(registry.Host, new RegistryCredential("", "robot", password, null)))),
    };

    private static string Basic(string password) => "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("robot:" + password));
}
