using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;

namespace ImageGate.Oci.Http;

/// <summary>
/// One host as one setting of it says: its connections, its bound of requests at once, its tokens. Lives as long as
/// somebody uses it.
/// </summary>
internal sealed class RegistryConnection
{
    private readonly Transport _transport;
    private readonly AuthorizedSender _sender;
    private int _users = 1;

    public RegistryConnection(RegistryAccess access, RegistryClientSettings settings)
    {
        Access = access;
        Endpoint = new RegistryEndpoint(access);
        var guard = new AddressGuard(Endpoint, settings.Resolve);
        _transport = new Transport(access, Endpoint, guard, settings);
        var patient = new RetryingTransport(_transport, settings.Clock);
        var tokens = new TokenSource(new TokenService(patient), new TokenCache(settings.Clock), Endpoint, Lease);
        _sender = new AuthorizedSender(new RedirectFollower(patient, Endpoint, guard), tokens, Endpoint);
    }

    public RegistryAccess Access { get; }

    public RegistryEndpoint Endpoint { get; }

    /// <summary>Sends a request about a repository as somebody.</summary>
    public Task<RegistryResult<Reply>> SendAsync(TokenKey key, RegistryRequest request, CancellationToken cancellationToken) =>
        _sender.SendAsync(key, request, cancellationToken);

    /// <summary>Keeps the connection alive until the lease is disposed. Only for who already keeps it alive.</summary>
    public ConnectionLease Lease()
    {
        Interlocked.Increment(ref _users);
        return new ConnectionLease(this);
    }

    /// <summary>One user less; the last one closes the connections.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _transport.Dispose();
        }
    }
}
