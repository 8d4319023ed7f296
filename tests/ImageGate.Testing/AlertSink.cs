using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageGate.Testing;

/// <summary>A receiver of alerts on this machine: remembers what it was sent, and can be told how to answer.</summary>
public sealed class AlertSink : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly WebApplication _server;
    private readonly ConcurrentQueue<ReceivedAlert> _received = new();
    private readonly Channel<ReceivedAlert> _next = Channel.CreateUnbounded<ReceivedAlert>();

    private AlertSink(WebApplication server)
    {
        _server = server;
        _server.Run(ReceiveAsync);
    }

    /// <summary>How it answers; 200 without a body when nothing else is said.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

    /// <summary>Its address.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>All that came so far.</summary>
    public IReadOnlyList<ReceivedAlert> Received => [.. _received];

    /// <summary>Starts one on a free port; with a certificate it speaks TLS.</summary>
    public static async Task<AlertSink> StartAsync(X509Certificate2? certificate = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var sink = new AlertSink(builder.Build());
        await sink._server.StartAsync();
        string address = sink._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        sink.Url = new Uri(address.Replace("[::]", "127.0.0.1", StringComparison.Ordinal) + "/hook?key=secret");
        return sink;
    }

    /// <summary>The next alert that nobody has taken.</summary>
    /// <exception cref="TimeoutException">None came.</exception>
    public Task<ReceivedAlert> NextAsync() => _next.Reader.ReadAsync().AsTask().WaitAsync(Soon);

    /// <summary>Answers with a status.</summary>
    public void AnswerWith(int status, string? header = null, string? value = null) => Answer = context =>
    {
        context.Response.StatusCode = status;
        if (header is not null)
        {
            context.Response.Headers[header] = value;
        }

        return Task.CompletedTask;
    };

    /// <summary>Keeps every request waiting until it is let go.</summary>
    public HeldRequests Hold()
    {
        var held = new HeldRequests();
        Answer = context => held.HoldAsync(context, _ => Task.CompletedTask);
        return held;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new ReceivedAlert(
            context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Encoding.UTF8.GetString(body.ToArray()),
            body.ToArray());
        _received.Enqueue(received);
        _next.Writer.TryWrite(received);
        await Answer(context);
    }
}
