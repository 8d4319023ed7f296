using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageGate.Testing;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>A receiver of alerts that does not take them, and how it gets well.</summary>
internal sealed class IllReceiver : IAsyncDisposable
{
    /// <summary>What it asks for with 429.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly AlertSink _sink;
    private readonly Socket? _socket;
    private readonly HeldRequests? _held;
    private readonly TimeSpan _leastWait;
    private Socket? _swallowed;

    private IllReceiver(AlertSink sink, Socket? socket, HeldRequests? held, TimeSpan leastWait) => (_sink, _socket, _held, _leastWait) = (sink, socket, held, leastWait);

    public Uri Url => _socket is null ? _sink.Url : new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{_socket.LocalEndPoint}/hook"));

    /// <summary>What it was sent.</summary>
    public IReadOnlyList<ReceivedAlert> Received => _sink.Received;

    /// <summary>Starts one.</summary>
    /// <param name="illness"><c>slow</c>, <c>down</c> (no connection is taken), <c>black hole</c> (takes connections and never reads), or the status that it answers with.</param>
    public static async Task<IllReceiver> StartAsync(string illness)
    {
        AlertSink sink = await AlertSink.StartAsync();
        switch (illness)
        {
            case "slow":
                return new IllReceiver(sink, null, sink.Hold(), default);
            case "down":
                return new IllReceiver(sink, Bound(), null, default);
            case "black hole":
                Socket hole = Bound();
                hole.Listen();
                return new IllReceiver(sink, hole, null, default);
            case "429":
                sink.AnswerWith(429, "Retry-After", RetryAfter.TotalSeconds.ToString(CultureInfo.InvariantCulture));
                return new IllReceiver(sink, null, null, RetryAfter);
            default:
                sink.AnswerWith(int.Parse(illness, CultureInfo.InvariantCulture), "Location", sink.Url.AbsoluteUri);
                return new IllReceiver(sink, null, null, default);
        }
    }

    /// <summary>Ends when an alert is on its way to one that is slow or a black hole.</summary>
    public async Task UntilUnderWayAsync()
    {
        if (_socket is { } hole)
        {
            _swallowed = await hole.AcceptAsync().WaitAsync(Soon);
        }
        else
        {
            await _held!.Arrived.WaitAsync(Soon);
        }
    }

    /// <summary>Ends when an alert waits for its second try, and says for how long.</summary>
    public Task<TimeSpan> UntilRetryAsync(ManualTimeProvider time) => time.NextTimerAsync(_leastWait + (AlertLimits.FirstRetry * 1.5), _leastWait).WaitAsync(Soon);

    /// <summary>It takes alerts from now on.</summary>
    public void GetWell()
    {
        _sink.Answer = _ => Task.CompletedTask;
        _held?.Release();
    }

    /// <summary>Cuts every connection, so that nobody waits for it any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _swallowed?.Dispose();
        _socket?.Dispose();
        await _sink.DisposeAsync();
    }

    // The port is ours, and as long as nobody listens every connection is refused.
    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
