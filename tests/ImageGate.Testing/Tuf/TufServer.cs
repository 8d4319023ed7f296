using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageGate.Testing.Tuf;

/// <summary>A TUF repository behind a real HTTP server on this machine. It remembers what it was asked, and can be told to fail.</summary>
public sealed class TufServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentDictionary<string, RegistryFault> _faults = new(StringComparer.Ordinal);

    private TufServer(WebApplication server, TufRepository repository)
    {
        _server = server;
        Repository = repository;
        _server.Run(ReceiveAsync);
    }

    public TufRepository Repository { get; }

    /// <summary>Ends with a slash.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The paths that were asked for, in order, without a slash at their beginning.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public static async Task<TufServer> StartAsync(TufRepository? repository = null, TestCertificateAuthority? tls = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (tls is not null)
            {
                listen.UseHttps(tls.Issue("127.0.0.1"));
            }
        }));
        var server = new TufServer(builder.Build(), repository ?? new TufRepository());
        await server._server.StartAsync();
        server.Address = new Uri(server._server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + "/");
        return server;
    }

    /// <summary>Lets requests for one file fail, or, with <c>*</c>, all.</summary>
    public void Fail(string path, RegistryFault fault) => _faults[path] = fault;

    /// <summary>Lets requests for one file, or, with <c>*</c>, all, wait until they are released.</summary>
    public HeldRequests Hold(string path)
    {
        var held = new HeldRequests();
        Fail(path, held.HoldAsync);
        return held;
    }

    /// <summary>All is well again.</summary>
    public void Heal() => _faults.Clear();

    public void ForgetRequests() => _requests.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private Task ReceiveAsync(HttpContext context)
    {
        string path = context.Request.Path.Value![1..];
        _requests.Enqueue(path);
        RegistryFault? fault = _faults.GetValueOrDefault(path) ?? _faults.GetValueOrDefault("*");
        return fault is null ? AnswerAsync(context) : fault(context, AnswerAsync);
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (Repository.Files.TryGetValue(context.Request.Path.Value![1..], out byte[]? file))
        {
            return context.Response.Body.WriteAsync(file, context.RequestAborted).AsTask();
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
