using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Sends one request and reads its answer: bounded in time and in bytes.</summary>
internal sealed class Transport : IDisposable
{
    // For whoever listens: a span a request, with the host and never the URL, whose query may hold a signature.
    private static readonly ActivitySource Spans = new("ImageGate");

    private readonly RegistryEndpoint _registry;
    private readonly HttpMessageInvoker _own;
    private readonly HttpMessageInvoker _foreign;
    private readonly RegistryClientSettings _settings;

    public Transport(RegistryAccess access, RegistryEndpoint registry, AddressGuard guard, RegistryClientSettings settings)
    {
        _registry = registry;
        _settings = settings;
        _own = Invoker(access.CaBundle, guard, settings);
        _foreign = Invoker(null, guard, settings);
    }

    public void Dispose()
    {
        _own.Dispose();
        _foreign.Dispose();
    }

    /// <summary>There was no answer before the deadline.</summary>
    public static HostTrouble NoAnswer(RegistryRequest request) => new(UnavailableCause.Timeout, $"{request.Host} did not answer in time");

    /// <summary>Sends it once.</summary>
    public async Task<Exchange> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        using Activity? span = Spans.StartActivity("registry request", ActivityKind.Client);
        span?.SetTag("server.address", request.Host);
        span?.SetTag("http.request.method", request.Method.Method);
        using var timer = new CancellationTokenSource(_settings.ResponseTimeout, _settings.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = request.ToMessage(_settings.UserAgent);
            using HttpResponseMessage response = await InvokerFor(request.Uri).SendAsync(message, deadline.Token);
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            return await ReadAsync(request, response, deadline.Token);
        }
        catch (Exception broken) when (broken is OperationCanceledException || (broken is HttpRequestException or IOException && deadline.IsCancellationRequested))
        {
            // That the caller gave up says nothing of the host.
            HostSign sign = timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested ? HostSign.Silent : HostSign.None;
            return new Exchange.Troubled(NoAnswer(request), sign, MayRepeat: false);
        }
        catch (HttpRequestException broken)
        {
            return Describe(request, broken.HttpRequestError, broken);
        }
        catch (IOException broken)
        {
            return Describe(request, (broken as HttpIOException)?.HttpRequestError ?? HttpRequestError.Unknown, broken);
        }
    }

    // The certificates configured for a registry hold for the hosts that are in its hands, and for no other.
    private HttpMessageInvoker InvokerFor(Uri uri) => _registry.IsKin(uri) ? _own : _foreign;

    private async Task<Exchange> ReadAsync(RegistryRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            byte[] explanation = await BoundedBody.ReadUpToAsync(response.Content, Limits.MaxErrorBytes, cancellationToken);
            var reply = new Reply(request.Uri, response, explanation);
            return NotNow(request, reply) is { } trouble ? new Exchange.Troubled(trouble, HostSign.Busy, MayRepeat: true) : new Exchange.Answered(reply);
        }

        // The headers of an answer to HEAD speak of a body that does not come.
        if (request.Method == HttpMethod.Head)
        {
            return new Exchange.Answered(new Reply(request.Uri, response, []));
        }

        // We asked for the bytes as they are stored. Of any others, neither digest nor meaning is that of the image.
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings) && !encodings.All(value => value is "identity" or ""))
        {
            return new Exchange.Refused(new RegistryFailure.Invalid($"{request.Subject}: {request.Host} sent compressed content that was not asked for"), HostSign.Answered);
        }

        return await BoundedBody.ReadAsync(response.Content, request.MaxBytes, cancellationToken) is { } body
            ? new Exchange.Answered(new Reply(request.Uri, response, body))
            : new Exchange.Refused(new RegistryFailure.TooLarge($"{request.Subject}: {request.Host} sent more than {request.MaxBytes} bytes"), HostSign.Answered);
    }

    private HostTrouble? NotNow(RegistryRequest request, Reply reply) => reply.Status switch
    {
        HttpStatusCode.TooManyRequests => new(UnavailableCause.Throttled, $"{request.Host} answered 429, too many requests", RetryAfter.Of(reply, _settings.Clock)),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
            new(UnavailableCause.Unreachable, $"{request.Host} answered {(int)reply.Status}", RetryAfter.Of(reply, _settings.Clock)),
        _ => null,
    };

    private static Exchange Describe(RegistryRequest request, HttpRequestError error, Exception broken)
    {
        string about = $"{request.Subject}: {request.Host}";
        return (error, broken.InnerException) switch
        {
            (_, ForbiddenAddressException forbidden) => new Exchange.Refused(new RegistryFailure.Invalid($"{request.Subject}: {forbidden.Message}"), HostSign.None),
            (_, ConnectTimeoutException) => new Exchange.Troubled(new(UnavailableCause.Timeout, $"no connection to {request.Host} in time"), HostSign.Unreached, MayRepeat: false),
            (HttpRequestError.SecureConnectionError, var inner) => Unreached($"TLS with {request.Host} failed: {TlsReason(inner)}", mayRepeat: false),
            (HttpRequestError.ConfigurationLimitExceeded, _) => new Exchange.Refused(
                new RegistryFailure.TooLarge($"{about} sent more than {Limits.MaxHeaderKibibytes} KiB of headers"), HostSign.Answered),
            (HttpRequestError.InvalidResponse, _) => new Exchange.Refused(new RegistryFailure.Invalid($"{about} sent an answer that is not HTTP"), HostSign.Answered),
            (HttpRequestError.NameResolutionError, _) => Unreached($"the name {request.Uri.IdnHost} could not be resolved", mayRepeat: true),
            (HttpRequestError.ProxyTunnelError, _) => Unreached($"the proxy opened no way to {request.Host}", mayRepeat: true),
            (HttpRequestError.ConnectionError, _) => Unreached($"no connection to {request.Host}", mayRepeat: true),
            _ => new Exchange.Troubled(new(UnavailableCause.Unreachable, $"{request.Host} broke the answer off"), HostSign.Silent, MayRepeat: true),
        };

        static Exchange.Troubled Unreached(string what, bool mayRepeat) => new(new(UnavailableCause.Unreachable, what), HostSign.Unreached, mayRepeat);
    }

    private static string TlsReason(Exception? inner) =>
        inner is AuthenticationException ? Printable.Excerpt(inner.Message) : "the handshake was broken off";

    private static HttpMessageInvoker Invoker(string? caBundle, AddressGuard guard, RegistryClientSettings settings) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = Limits.MaxHeaderKibibytes,
        MaxResponseDrainSize = Limits.MaxErrorBytes,
        PooledConnectionLifetime = Limits.ConnectionLifetime,
        ConnectTimeout = settings.ResponseTimeout,
        ConnectCallback = guard.ConnectAsync,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = HostTrust.Policy(caBundle) },

        // Registries are strangers: they need not know the identifiers of our traces.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });
}
