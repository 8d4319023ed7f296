using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Sends one request and reads its answer: bounded in time, in bytes, and in requests at once.</summary>
internal sealed class Transport : IDisposable
{
    private readonly RegistryEndpoint _registry;
    private readonly HttpMessageInvoker _own;
    private readonly HttpMessageInvoker _foreign;
    private readonly SemaphoreSlim _slots;
    private readonly RegistryClientSettings _settings;

    public Transport(RegistryAccess access, RegistryEndpoint registry, AddressGuard guard, RegistryClientSettings settings)
    {
        _registry = registry;
        _settings = settings;
        _slots = new SemaphoreSlim(Math.Max(access.MaxConcurrency, 1));
        _own = Invoker(access.CaBundle, guard, access.MaxConcurrency, settings);
        _foreign = Invoker(null, guard, access.MaxConcurrency, settings);
    }

    public async Task<Exchange> SendAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new Exchange.Refused(NoAnswer(request));
        }

        try
        {
            return await ExchangeAsync(request, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _own.Dispose();
        _foreign.Dispose();
        _slots.Dispose();
    }

    /// <summary>There was no answer before the deadline.</summary>
    public static RegistryFailure.Unavailable NoAnswer(RegistryRequest request) =>
        new(UnavailableCause.Timeout, $"{request.Subject}: {request.Host} did not answer in time", null);

    private async Task<Exchange> ExchangeAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(_settings.ResponseTimeout, _settings.Clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using HttpRequestMessage message = request.ToMessage(_settings.UserAgent);
            using HttpResponseMessage response = await InvokerFor(request.Uri).SendAsync(message, deadline.Token);
            return await ReadAsync(request, response, deadline.Token);
        }
        catch (Exception broken) when (broken is OperationCanceledException || (broken is HttpRequestException or IOException && deadline.IsCancellationRequested))
        {
            return new Exchange.Refused(NoAnswer(request));
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

    private static async Task<Exchange> ReadAsync(RegistryRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            byte[] explanation = await BoundedBody.ReadUpToAsync(response.Content, Limits.MaxErrorBytes, cancellationToken);
            return new Exchange.Answered(new Reply(request.Uri, response, explanation));
        }

        // The headers of an answer to HEAD speak of a body that does not come.
        if (request.Method == HttpMethod.Head)
        {
            return new Exchange.Answered(new Reply(request.Uri, response, []));
        }

        // We asked for the bytes as they are stored. Of any others, neither digest nor meaning is that of the image.
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var encodings) && !encodings.All(value => value is "identity" or ""))
        {
            return new Exchange.Refused(new RegistryFailure.Invalid($"{request.Subject}: {request.Host} sent compressed content that was not asked for"));
        }

        return await BoundedBody.ReadAsync(response.Content, request.MaxBytes, cancellationToken) is { } body
            ? new Exchange.Answered(new Reply(request.Uri, response, body))
            : new Exchange.Refused(new RegistryFailure.TooLarge($"{request.Subject}: {request.Host} sent more than {request.MaxBytes} bytes"));
    }

    private static Exchange Describe(RegistryRequest request, HttpRequestError error, Exception broken)
    {
        string about = $"{request.Subject}: {request.Host}";
        return (error, broken.InnerException) switch
        {
            (_, ForbiddenAddressException forbidden) => new Exchange.Refused(new RegistryFailure.Invalid($"{request.Subject}: {forbidden.Message}")),
            (HttpRequestError.SecureConnectionError, var inner) => new Exchange.Refused(Unreachable($"TLS with {request.Host} failed: {TlsReason(inner)}")),
            (HttpRequestError.ConfigurationLimitExceeded, _) => new Exchange.Refused(
                new RegistryFailure.TooLarge($"{about} sent more than {Limits.MaxHeaderKibibytes} KiB of headers")),
            (HttpRequestError.InvalidResponse, _) => new Exchange.Refused(new RegistryFailure.Invalid($"{about} sent an answer that is not HTTP")),
            (HttpRequestError.NameResolutionError, _) => new Exchange.Broken(Unreachable($"the name {request.Uri.IdnHost} could not be resolved")),
            (HttpRequestError.ProxyTunnelError, _) => new Exchange.Broken(Unreachable($"the proxy opened no way to {request.Host}")),
            (HttpRequestError.ConnectionError, _) => new Exchange.Broken(Unreachable($"no connection to {request.Host}")),
            _ => new Exchange.Broken(Unreachable($"{request.Host} broke the answer off")),
        };

        RegistryFailure.Unavailable Unreachable(string what) => new(UnavailableCause.Unreachable, $"{request.Subject}: {what}", null);
    }

    private static string TlsReason(Exception? inner) =>
        inner is AuthenticationException ? Printable.Excerpt(inner.Message) : "the handshake was broken off";

    private static HttpMessageInvoker Invoker(string? caBundle, AddressGuard guard, int maxConcurrency, RegistryClientSettings settings) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = Limits.MaxHeaderKibibytes,
        MaxResponseDrainSize = Limits.MaxErrorBytes,
        MaxConnectionsPerServer = Math.Max(maxConcurrency, 1),
        PooledConnectionLifetime = Limits.ConnectionLifetime,
        ConnectTimeout = settings.ResponseTimeout,
        ConnectCallback = guard.ConnectAsync,
        SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = HostTrust.Policy(caBundle) },

        // Registries are strangers: they need not know the identifiers of our traces.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    });
}
