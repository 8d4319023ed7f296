namespace ImageGate.Oci.Http;

/// <summary>The right to use a connection, although the pool may have replaced it meanwhile.</summary>
internal sealed class ConnectionLease(RegistryConnection connection) : IDisposable
{
    private int _disposed;

    public RegistryConnection Connection => connection;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            connection.Release();
        }
    }
}
