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

namespace ImageGate.Testing.Kms;

/// <summary>A real HTTP server on this machine under the fakes of this folder. It remembers what it was asked, and can be told to fail.</summary>
public abstract class FakeService : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, RegistryFault> _faults = new(StringComparer.Ordinal);

    private protected FakeService()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What was asked so far, in order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    /// <summary>Lets requests for one path fail, or, with <c>*</c>, all; AWS's are named by their action.</summary>
    public void Fail(string path, RegistryFault fault) => _faults[path] = fault;

    /// <summary>Lets requests wait until they are released.</summary>
    public HeldRequests Hold(string path)
    {
        var held = new HeldRequests();
        Fail(path, held.HoldAsync);
        return held;
    }

    /// <summary>Sends everything here; the host that was asked for stands in the header <c>X-Asked-Host</c>.</summary>
    public HttpMessageHandler Handler(HttpMessageHandler inner) => new Detour(this, inner);

    /// <summary>All is well again.</summary>
    public void Heal() => _faults.Clear();

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task OpenAsync()
    {
        await _server.StartAsync();
        Address = new Uri(_server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single() + "/");
    }

    /// <summary>Answers as the service does.</summary>
    /// <param name="context">The request and its response.</param>
    /// <param name="body">The request's body.</param>
    private protected abstract Task AnswerAsync(HttpContext context, string body);

    /// <summary>What a request is called in <see cref="Fail"/>.</summary>
    private protected virtual string NameOf(HttpRequest request, string body) => request.Path.Value ?? "";

    private protected static Task WriteAsync(HttpContext context, int status, string body, string mediaType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        using var reader = new StreamReader(request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        _requests.Enqueue(new RecordedRequest(
            request.Method, request.Path.Value ?? "", request.QueryString.Value ?? "", request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body));
        RegistryFault? fault = _faults.GetValueOrDefault(NameOf(request, body)) ?? _faults.GetValueOrDefault("*");
        RequestDelegate normally = asked => AnswerAsync(asked, body);
        await (fault is null ? normally(context) : fault(context, normally));
    }

    private sealed class Detour(FakeService service, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation("X-Asked-Host", request.RequestUri!.Host);
            request.RequestUri = new Uri(service.Address, request.RequestUri.PathAndQuery);
            request.Headers.Host = null;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
