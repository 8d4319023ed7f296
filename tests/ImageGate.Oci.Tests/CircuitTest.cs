using System.Net;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>A registry with two images, and a client whose clock and whose names a test rules.</summary>
public abstract class CircuitTest : IAsyncLifetime
{
    private int _lookups;

    protected CircuitTest() => Client = Clients.Resolving(
        (_, _) =>
        {
            Interlocked.Increment(ref _lookups);
            return LookUp();
        },
        Clock);

    protected static RegistryCredential Somebody { get; } = new("", "robot", "pass", null);

    protected ManualTimeProvider Clock { get; } = new();

    protected RegistryClient Client { get; }

    protected InMemoryRegistry Registry { get; private set; } = null!;

    /// <summary>How often a name was looked up.</summary>
    protected int Lookups => _lookups;

    /// <summary>What comes of looking up a name.</summary>
    protected Func<Task<IPAddress[]>> LookUp { get; set; } = () => Task.FromResult<IPAddress[]>([IPAddress.Loopback]);

    public async Task InitializeAsync()
    {
        Registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { HostName = "localhost" });
        Registry.PushImage("app", "1.0");
        Registry.PushImage("other", "1.0");
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Registry.DisposeAsync();
    }

    protected static Task<IPAddress[]> NoSuchHost() => Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException((int)System.Net.Sockets.SocketError.HostNotFound));

    protected (int Everybody, int Login, int Repository) Open()
    {
        RegistryCircuits open = Client.OpenCircuits.Single(one => one.Host == Registry.Host);
        return (open.Everybody, open.Login, open.Repository);
    }

    protected Task<RegistryResult<Digest>> ResolveAsync(string repository, RegistryCredential? pull = null, CancellationToken cancellationToken = default) => Client.ResolveAsync(
        Registry.Location(repository) with { Pull = pull is null ? PullCredentials.None : new PullCredentials([new PullCredential(Registry.Host, pull)]) }, "1.0", cancellationToken);

    protected Task<RegistryResult<Digest>> RunAsync(string repository, RegistryCredential? pull = null) => RunAsync(ResolveAsync(repository, pull));

    protected async Task<RegistryResult<Digest>> RunAsync(Task<RegistryResult<Digest>> work)
    {
        await Clock.RunAsync(work, Clients.LongestWait);
        return await work;
    }

    /// <summary>Asks until nothing is sent any more.</summary>
    protected async Task OpenAsync(string repository)
    {
        int failures = 0;
        while (!(await RunAsync(repository)).Failed<RegistryFailure.Unavailable>().Detail.Contains("is not asked again", StringComparison.Ordinal))
        {
            failures.Should().BeLessThan(Limits.FailuresThatOpen);
            failures++;
            Clock.Advance(Limits.FailureSpacing);
        }
    }
}
