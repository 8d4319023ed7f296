using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Oci.Tests;

/// <summary>A client whose clock a test rules and for which every name is this machine, and registries that want to know who asks.</summary>
public abstract class AuthTest : IDisposable
{
    protected AuthTest() => Client = Clients.AllNamesHere(Clock);

    protected ManualTimeProvider Clock { get; } = new();

    protected RegistryClient Client { get; }

    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static int TokenRequests(InMemoryRegistry registry) => registry.Requests.Count(request => request.Path == "/token");

    protected static async Task<InMemoryRegistry> StartAsync(RegistryAuthentication authentication, Func<string, string>? challenge = null, string host = "127.0.0.1")
    {
        InMemoryRegistry? registry = null;
        registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions
        {
            HostName = host,
            Authentication = authentication,
            Challenge = challenge is null ? null : _ => challenge(registry!.Host).Replace("{0}", registry!.Url, StringComparison.Ordinal),
        });
        registry.PushImage("app", "1.0");
        return registry;
    }

    protected Task<RegistryResult<Digest>> ResolveAsync(InMemoryRegistry registry, RegistryCredential? credential, CancellationToken cancellationToken = default) =>
        Client.ResolveAsync(registry.Location("app", credential), "1.0", cancellationToken);

    protected async Task ShouldResolve(InMemoryRegistry registry, RegistryCredential? credential) => (await ResolveAsync(registry, credential)).Found();
}
