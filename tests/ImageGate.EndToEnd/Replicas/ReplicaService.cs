using System.Net;
using System.Net.Sockets;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Replicas;

/// <summary>
/// One address for several replicas, as a Service is: each new connection goes to the next replica that was ready when it was
/// last looked at, and to another one where nobody listens any more. Open connections stay where they are.
/// </summary>
internal sealed class ReplicaService : IAsyncDisposable
{
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(250);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _tasks = [];
    private volatile GateProcess[] _replicas = [];
    private volatile GateProcess[] _ready = [];
    private int _next;

    private ReplicaService() => _listener.Start();

    /// <summary>The port on the loopback address.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static ReplicaService Start()
    {
        var service = new ReplicaService();
        service._tasks.AddRange(service.AcceptAsync(), service.ProbeAsync());
        return service;
    }

    /// <summary>The replicas from now on: what a Deployment's selector finds.</summary>
    public void Select(params GateProcess[] replicas) => _replicas = replicas;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    // As the kubelet's probe and the endpoints that come of it.
    private async Task ProbeAsync()
    {
        using var timer = new PeriodicTimer(ProbePeriod);
        do
        {
            GateProcess[] replicas = _replicas;
            bool[] ready = await Task.WhenAll(replicas.Select(IsReadyAsync));
            _ready = [.. replicas.Zip(ready).Where(one => one.Second).Select(one => one.First)];
        }
        while (await timer.WaitForNextTickAsync(_end.Token));
    }

    private static async Task<bool> IsReadyAsync(GateProcess replica)
    {
        try
        {
            return (await replica.HealthAsync("/readyz")).Status == 200;
        }
        catch (Exception gone) when (gone is HttpRequestException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client = await _listener.AcceptSocketAsync(_end.Token);
            _ = ForwardAsync(client);
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        {
            if (await ConnectAsync() is not { } replica)
            {
                return;
            }

            using (replica)
            {
                client.NoDelay = replica.NoDelay = true;
                await Task.WhenAny(CopyAsync(client, replica), CopyAsync(replica, client));
            }
        }
    }

    private async Task<Socket?> ConnectAsync()
    {
        foreach (GateProcess replica in Next())
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, replica.WebhookPort), _end.Token);
                return socket;
            }
            catch (SocketException)
            {
                socket.Dispose();
            }
        }

        return null;
    }

    private GateProcess[] Next()
    {
        GateProcess[] ready = _ready;
        int first = (int)((uint)Interlocked.Increment(ref _next) % (uint)Math.Max(ready.Length, 1));
        return [.. ready[first..], .. ready[..first]];
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, _end.Token)) > 0)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
                }
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone: the other is closed with it.
        }
    }
}
