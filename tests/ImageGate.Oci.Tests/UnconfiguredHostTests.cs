using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>Whoever may create a Pod chooses the host of its image, and must not make the gate ask what is not theirs to ask.</summary>
public sealed class UnconfiguredHostTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    public async Task A_host_that_nobody_configured_is_not_asked_at_this_machine_or_at_metadata(string host)
    {
        RegistryFailure failure = await FailureAsync(host, Dns.GetHostAddressesAsync);

        failure.Should().BeOfType<RegistryFailure.Invalid>().Which.Detail.Should().Contain("only a RegistryAccess can allow");
    }

    [Fact]
    public async Task Neither_is_a_name_that_leads_there()
    {
        RegistryFailure failure = await FailureAsync("registry.example", (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254"), IPAddress.Loopback]));

        failure.Should().BeOfType<RegistryFailure.Invalid>().Which.Detail.Should().Contain("registry.example is at an address");
    }

    [Fact]
    public async Task A_host_that_somebody_configured_may_be_at_this_machine()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync();
        Digest image = registry.PushImage("app", "v1");
        using var client = new RegistryClient(TimeSpan.FromSeconds(10), TimeProvider.System, "test");

        (await client.ResolveAsync(registry.Location("app"), "v1", CancellationToken.None))
            .Should().BeOfType<RegistryResult<Digest>.Found>().Which.Value.Should().Be(image);
        registry.Access().IsConfigured.Should().BeTrue();
    }

    private static async Task<RegistryFailure> FailureAsync(string host, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        RepositoryName name = RepositoryName.TryParse($"{host}:1/app", out RepositoryName? read) ? read : throw new FormatException(host);
        using var client = new RegistryClient(TimeSpan.FromSeconds(10), TimeProvider.System, "test", resolve, null);
        RegistryResult<Digest> result = await client.ResolveAsync(new RepositoryLocation(name, RegistryAccess.Default(name.Registry)), "v1", CancellationToken.None);
        return result.Should().BeOfType<RegistryResult<Digest>.Failed>().Which.Failure;
    }
}
