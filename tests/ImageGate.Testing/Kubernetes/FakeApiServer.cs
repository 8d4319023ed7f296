using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageGate.Testing.Kubernetes;

/// <summary>
/// A Kubernetes API server on this machine, as real as its wire: HTTPS with a CA of its own, bearer tokens, versions, pages,
/// watches. Objects are put into it by method calls; it remembers what it was asked, and can be told to fail.
/// </summary>
public sealed class FakeApiServer : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly FakeObjectStore _store = new();
    private readonly FakeApiRoutes _routes;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, RegistryFault> _faults = new(StringComparer.Ordinal);

    private FakeApiServer(WebApplication server, TestCertificateAuthority authority)
    {
        _server = server;
        Authority = authority;
        _routes = new FakeApiRoutes(_store);
        _server.Run(ReceiveAsync);
    }

    /// <summary>The CA of its certificate.</summary>
    public TestCertificateAuthority Authority { get; }

    /// <summary>The only token that it takes; null: a client certificate.</summary>
    public string? Token { get; set; } = "good-token";

    /// <summary>The URL, without a slash at its end.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What was asked so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Starts a server on a free port of this machine.</summary>
    /// <param name="host">The name or address in its certificate.</param>
    /// <param name="protocols">HTTP/1.1, HTTP/2 or both.</param>
    public static async Task<FakeApiServer> StartAsync(string host = "127.0.0.1", HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var authority = new TestCertificateAuthority();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.UseHttps(authority.Issue(host), https =>
            {
                https.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        var server = new FakeApiServer(builder.Build(), authority);
        await server._server.StartAsync();
        string address = server._server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        server.Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{new Uri(address).Port}"));
        return server;
    }

    /// <summary>Stores an object: <c>Put("/api/v1/namespaces/a/secrets/b", …)</c>. Name, namespace, uid and version are filled in.</summary>
    public JsonObject Put(string path, JsonObject? value = null) => _store.Put(path, value ?? []);

    /// <summary>Removes an object.</summary>
    public void Remove(string path) => _store.Remove(path);

    /// <summary>The stored object, or null.</summary>
    public JsonObject? Find(string path) => _store.Find(path);

    /// <summary>Lets requests fail.</summary>
    /// <param name="request">Which: <c>GET /api/v1/pods</c>, <c>WATCH /api/v1/pods</c>, or <c>*</c>; a later fault replaces an earlier one.</param>
    /// <param name="fault">How.</param>
    /// <param name="times">How often, before the server is well again.</param>
    public void Fail(string request, RegistryFault fault, int times = int.MaxValue)
    {
        int left = times;
        _faults[request] = (context, normally) => Interlocked.Decrement(ref left) >= 0 ? fault(context, normally) : normally(context);
    }

    /// <summary>Lets requests wait until they are released.</summary>
    public HeldRequests Hold(string request)
    {
        var held = new HeldRequests();
        Fail(request, held.HoldAsync);
        return held;
    }

    /// <summary>A Status object with its code, as the server sends one.</summary>
    public static RegistryFault Status(int code, string reason, string message) =>
        (context, _) => FakeApiRoutes.FailAsync(context, code, reason, message);

    /// <summary>A watch that says these lines; then the server ends it, or is silent when <paramref name="goesOn"/>.</summary>
    public static RegistryFault Lines(bool goesOn, params string[] lines) => async (context, _) =>
    {
        context.Response.ContentType = "application/json";
        foreach (string line in lines)
        {
            await context.Response.WriteAsync(line + "\n", context.RequestAborted);
        }

        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (goesOn)
        {
            var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = context.RequestAborted.Register(() => gone.TrySetResult());
            await gone.Task;
        }
    };

    /// <summary>A watch that says this text; the connection is cut when told to.</summary>
    public static RegistryFault Cut(Task when, string text) => async (context, _) =>
    {
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(text, context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await when;
        context.Abort();
    };

    /// <summary>The line of a watch that ends it with a code.</summary>
    public static string ErrorLine(int code, string reason) =>
        new JsonObject { ["type"] = "ERROR", ["object"] = FakeApiRoutes.Status(code, reason, reason) }.ToJsonString();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        Authority.Dispose();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        request.Body.Position = 0;
        string path = request.Path.Value ?? "";
        string method = request.Query.ContainsKey("watch") ? "WATCH" : request.Method;
        _requests.Enqueue(new RecordedRequest(
            method, path, request.QueryString.Value ?? "", request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
        RegistryFault? fault = _faults.GetValueOrDefault($"{method} {path}") ?? _faults.GetValueOrDefault("*");
        await (fault is null ? AnswerAsync(context) : fault(context, AnswerAsync));
    }

    private Task AnswerAsync(HttpContext context)
    {
        bool isKnown = Token is null ? context.Connection.ClientCertificate is not null : context.Request.Headers.Authorization == "Bearer " + Token;
        return isKnown ? _routes.AnswerAsync(context) : FakeApiRoutes.FailAsync(context, 401, "Unauthorized", "Unauthorized");
    }
}
