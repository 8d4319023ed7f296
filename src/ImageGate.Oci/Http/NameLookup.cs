using System.Net;
using System.Net.Sockets;

namespace ImageGate.Oci.Http;

/// <summary>
/// Finds the addresses of names, a bounded number at a time and each name once. The platform looks a name up on a thread that it
/// blocks for as long as name servers like: unbounded, a Pod's images at hosts with a dead name server would take every thread
/// there is. So that they do not take every turn either, a name that was found before counts as it was when it takes its time.
/// </summary>
/// <param name="resolve">Looks one name up.</param>
/// <param name="clock">The clock of patience.</param>
internal sealed class NameLookup(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<IPAddress[]>> _running = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (IPAddress[] Addresses, long FoundAt)> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly AdaptiveLimit _threads = new(Limits.MaxNameLookups);

    /// <summary>The system's lookup, on a thread of its own.</summary>
    public static Task<IPAddress[]> OfSystemAsync(string host, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Dns.GetHostAddresses(host), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);

    /// <summary>The addresses of a name.</summary>
    /// <exception cref="OperationCanceledException">The wait is over; the lookup goes on, and counts, until it ends.</exception>
    /// <exception cref="SocketException">There are none, or too many names are being looked up.</exception>
    public async Task<IPAddress[]> FindAsync(string host, CancellationToken cancellationToken)
    {
        (Task<IPAddress[]> lookup, IPAddress[]? before) = Join(host);
        if (before is null)
        {
            return await lookup.WaitAsync(cancellationToken);
        }

        try
        {
            return await lookup.WaitAsync(Limits.NameLookupPatience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            return before;
        }
    }

    private (Task<IPAddress[]> Lookup, IPAddress[]? Before) Join(string host)
    {
        lock (_lock)
        {
            if (!_running.TryGetValue(host, out Task<IPAddress[]>? running))
            {
                running = LookUpAsync(host);
                _running.Add(host, running);
            }

            return (running, _found.GetValueOrDefault(host).Addresses);
        }
    }

    private async Task<IPAddress[]> LookUpAsync(string host)
    {
        // It must not be taken out before it was put in.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        long? turn = await _threads.EnterAsync(CancellationToken.None);
        IPAddress[]? addresses = null;
        try
        {
            return addresses = turn is null ? throw new SocketException((int)SocketError.HostNotFound) : await resolve(host, CancellationToken.None);
        }
        finally
        {
            if (turn is { } taken)
            {
                _threads.Leave(taken, HostSign.None);
            }

            End(host, addresses);
        }
    }

    private void End(string host, IPAddress[]? addresses)
    {
        lock (_lock)
        {
            _running.Remove(host);
            if (addresses is null)
            {
                return;
            }

            if (_found.Count >= Limits.MaxNamesKept && !_found.ContainsKey(host))
            {
                _found.Remove(_found.MinBy(one => one.Value.FoundAt).Key);
            }

            _found[host] = (addresses, clock.GetTimestamp());
        }
    }
}
