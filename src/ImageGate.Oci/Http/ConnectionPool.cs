using System.Collections.Concurrent;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>The connections by host. Changed settings of a host replace its connection and its tokens.</summary>
internal sealed class ConnectionPool(RegistryClientSettings settings) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<RegistryConnection>> _byHost = new(StringComparer.Ordinal);
    private readonly LinkedList<RegistryConnection> _lastUsedFirst = new();
    private readonly ConcurrentDictionary<RegistryTraffic, long> _traffic = new();
    private bool _disposed;

    public int Count => _byHost.Count;

    /// <summary>Requests so far.</summary>
    public IReadOnlyDictionary<RegistryTraffic, long> Traffic => _traffic;

    /// <summary>The open circuits of every registry that is known.</summary>
    public IReadOnlyList<RegistryCircuits> OpenCircuits
    {
        get
        {
            RegistryConnection[] all;
            lock (_lock)
            {
                all = [.. _lastUsedFirst];
            }

            return
            [
                .. all.Select(one => (one.Label, Open: one.OpenCircuits)).GroupBy(one => one.Label).Select(same => new RegistryCircuits(
                    same.Key, same.Sum(one => one.Open.Everybody), same.Sum(one => one.Open.Login), same.Sum(one => one.Open.Repository))),
            ];
        }
    }

    public ConnectionLease Rent(RegistryAccess access)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_byHost.TryGetValue(access.Host, out LinkedListNode<RegistryConnection>? node))
            {
                if (node.Value.Access == access)
                {
                    _lastUsedFirst.Remove(node);
                    _lastUsedFirst.AddFirst(node);
                    return node.Value.Lease();
                }

                Retire(node);
            }

            if (_byHost.Count >= Limits.MaxConnections)
            {
                Retire(LeastWanted());
            }

            node = _lastUsedFirst.AddFirst(new RegistryConnection(access, settings, _traffic));
            _byHost.Add(access.Host, node);
            return node.Value.Lease();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_lastUsedFirst.Last is { } node)
            {
                Retire(node);
            }
        }
    }

    // Whoever names images chooses the hosts that nobody configured, and could name as many as it takes to drive out the others.
    private LinkedListNode<RegistryConnection> LeastWanted()
    {
        LinkedListNode<RegistryConnection>? node = _lastUsedFirst.Last;
        while (node is { Value.Access.IsConfigured: true })
        {
            node = node.Previous;
        }

        return node ?? _lastUsedFirst.Last!;
    }

    private void Retire(LinkedListNode<RegistryConnection> node)
    {
        _lastUsedFirst.Remove(node);
        _byHost.Remove(node.Value.Access.Host);
        node.Value.Release();
    }
}
