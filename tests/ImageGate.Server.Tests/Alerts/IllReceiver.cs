using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>A receiver of alerts that does not take them, and how it gets well.</summary>
internal sealed class IllReceiver : IAsyncDisposable
{
    private readonly AlertSink _sink;
    private readonly TcpListener? _hole;
    private readonly HeldRequests? _held;

    private IllReceiver(AlertSink sink, Uri url, TcpListener? hole = null, HeldRequests? held = null) => (_sink, Url, _hole, _held) = (sink, url, hole, held);

    public Uri Url { get; }

    /// <summary>What it was sent.</summary>
    public IReadOnlyList<ReceivedAlert> Received => _sink.Received;

    /// <summary>Starts one.</summary>
    /// <param name="illness"><c>slow</c>, <c>down</c>, <c>black hole</c> (takes connections and never reads), or the status that it answers with.</param>
    public static async Task<IllReceiver> StartAsync(string illness)
    {
        AlertSink sink = await AlertSink.StartAsync();
        switch (illness)
        {
            case "slow":
                return new IllReceiver(sink, sink.Url, held: sink.Hold());
            case "black hole":
                TcpListener hole = Listen();
                return new IllReceiver(sink, AddressOf(hole), hole);
            case "down":
                using (TcpListener gone = Listen())
                {
                    return new IllReceiver(sink, AddressOf(gone));
                }

            case "429":
                sink.AnswerWith(429, "Retry-After", "60");
                return new IllReceiver(sink, sink.Url);
            default:
                sink.AnswerWith(int.Parse(illness, CultureInfo.InvariantCulture), "Location", sink.Url.AbsoluteUri);
                return new IllReceiver(sink, sink.Url);
        }
    }

    /// <summary>It takes alerts from now on.</summary>
    public void GetWell()
    {
        _sink.Answer = _ => Task.CompletedTask;
        _held?.Release();
    }

    public async ValueTask DisposeAsync()
    {
        _hole?.Dispose();
        await _sink.DisposeAsync();
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static Uri AddressOf(TcpListener listener) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook"));
}
