using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>The connections by host. Changed settings of a host replace its connection and its tokens.</summary>
internal sealed class ConnectionPool(RegistryClientSettings settings) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<RegistryConnection>> _byHost = new(StringComparer.Ordinal);
    private readonly LinkedList<RegistryConnection> _lastUsedFirst = new();
    private bool _disposed;

    public int Count => _byHost.Count;

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
                Retire(_lastUsedFirst.Last!);
            }

            node = _lastUsedFirst.AddFirst(new RegistryConnection(access, settings));
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

    private void Retire(LinkedListNode<RegistryConnection> node)
    {
        _lastUsedFirst.Remove(node);
        _byHost.Remove(node.Value.Access.Host);
        node.Value.Release();
    }
}
