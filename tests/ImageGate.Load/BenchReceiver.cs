using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ImageGate.Testing;

namespace ImageGate.Load;

/// <summary>A receiver of alerts in some state.</summary>
internal sealed class BenchReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(2);

    private readonly IAsyncDisposable? _sink;
    private readonly TcpListener? _hole;

    private BenchReceiver(Uri address, IAsyncDisposable? sink, TcpListener? hole) => (Address, _sink, _hole) = (address, sink, hole);

    /// <summary>The states, in the order of the table. Null: there is no receiver; twice, which shows how much the machine itself differs.</summary>
    public static IReadOnlyList<(string Name, Func<Task<BenchReceiver?>> Start)> States { get; } =
    [
        ("absent", () => Task.FromResult<BenchReceiver?>(null)),
        ("fine", () => AnsweringAsync(_ => { })),
        ("slow (2 s)", () => AnsweringAsync(sink => sink.Answer = context => Task.Delay(Slowness, context.RequestAborted))),
        ("down", Down),
        ("500", () => AnsweringAsync(sink => sink.AnswerWith(500))),
        ("429, `Retry-After: 1`", () => AnsweringAsync(sink => sink.AnswerWith(429, "Retry-After", "1"))),
        ("redirects", () => AnsweringAsync(sink => sink.AnswerWith(302, "Location", "http://127.0.0.1:1/"))),
        ("black hole", BlackHole),
        ("absent again", () => Task.FromResult<BenchReceiver?>(null)),
    ];

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        _hole?.Dispose();
        if (_sink is not null)
        {
            await _sink.DisposeAsync();
        }
    }

    private static async Task<BenchReceiver?> AnsweringAsync(Action<AlertSink> prepare)
    {
        AlertSink sink = await AlertSink.StartAsync();
        prepare(sink);
        return new BenchReceiver(sink.Url, sink, null);
    }

    private static Task<BenchReceiver?> Down()
    {
        using TcpListener listener = Listen();
        return Task.FromResult<BenchReceiver?>(new BenchReceiver(AddressOf(listener), null, null));
    }

    // The kernel takes the connection, and nobody ever reads it.
    private static Task<BenchReceiver?> BlackHole()
    {
        TcpListener listener = Listen();
        return Task.FromResult<BenchReceiver?>(new BenchReceiver(AddressOf(listener), null, listener));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static Uri AddressOf(TcpListener listener) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook"));
}
