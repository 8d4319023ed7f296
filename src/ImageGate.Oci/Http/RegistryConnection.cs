using System.Collections.Concurrent;
using ImageGate.Core.Registries;
using ImageGate.Oci.Auth;

namespace ImageGate.Oci.Http;

/// <summary>
/// One host as one setting of it says: its connections, its limits and circuits, its tokens. Lives as long as
/// somebody uses it.
/// </summary>
internal sealed class RegistryConnection
{
    private readonly Transport _transport;
    private readonly AuthorizedSender _sender;
    private readonly TrafficControl _traffic;
    private int _users = 1;

    public RegistryConnection(RegistryAccess access, RegistryClientSettings settings, ConcurrentDictionary<RegistryTraffic, long> counts)
    {
        Access = access;
        Endpoint = new RegistryEndpoint(access);
        var guard = new AddressGuard(Endpoint, settings);
        _transport = new Transport(access, Endpoint, guard, settings);
        _traffic = new TrafficControl(_transport, access.MaxConcurrency, settings.Clock, new TrafficCount(counts, Label));
        var patient = new RetryingTransport(_traffic, settings.Clock);
        var tokens = new TokenSource(new TokenService(patient), new TokenCache(settings.Clock), Endpoint, Lease);
        _sender = new AuthorizedSender(new RedirectFollower(patient, Endpoint, guard), tokens, Endpoint);
    }

    public RegistryAccess Access { get; }

    public RegistryEndpoint Endpoint { get; }

    /// <summary>What the metrics call it.</summary>
    public string Label => Access.IsConfigured ? Access.Host : RegistryTraffic.Other;

    /// <summary>How many circuits keep requests back now.</summary>
    public (int Everybody, int Login, int Repository) OpenCircuits => _traffic.Circuits.Open;

    /// <summary>Sends a request.</summary>
    public Task<RegistryResult<Reply>> SendAsync(RegistryRequest request, CancellationToken cancellationToken) => _sender.SendAsync(request, cancellationToken);

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
