using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Kubernetes.Api.Configuration;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>The connections to one API server: TLS against its CA, no proxy, no redirects, no cookies.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly ApiConfiguration _configuration;
    private readonly ApiClientSettings _settings;
    private readonly ApiTokens _tokens;
    private readonly X509Certificate2? _certificate;
    private readonly HttpMessageInvoker _invoker;

    public ApiConnection(ApiConfiguration configuration, ApiClientSettings settings)
    {
        _configuration = configuration;
        _settings = settings;
        _tokens = new ApiTokens(configuration.Credential, settings.Clock);
        _certificate = configuration.Credential is ApiCredential.Certificate pair ? X509Certificate2.CreateFromPem(pair.CertificatePem, pair.KeyPem) : null;
        _invoker = Invoker(new ServerCheck(configuration.Authority), settings.CallTimeout);
    }

    /// <summary>Sends a request and reads the headers of its answer; the caller reads and disposes the rest.</summary>
    /// <param name="request">The request. It is sent a second time when the server refused a token that has been replaced since.</param>
    /// <param name="cancellationToken">The deadline.</param>
    /// <exception cref="UnreadableCredentialException">There is no token to send.</exception>
    /// <exception cref="HttpRequestException">No answer.</exception>
    public async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        (HttpResponseMessage response, string? token) = await SendOnceAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !_tokens.Replace(token))
        {
            return response;
        }

        response.Dispose();
        return (await SendOnceAsync(request, cancellationToken)).Response;
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _certificate?.Dispose();
    }

    private async Task<(HttpResponseMessage Response, string? Token)> SendOnceAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        (string? token, string? problem) = _tokens.Current();
        if (problem is not null)
        {
            throw new UnreadableCredentialException(problem);
        }

        using HttpRequestMessage message = request.ToMessage(_configuration.Server, _configuration.TlsServerName, _settings.UserAgent, token);
        return (await _invoker.SendAsync(message, cancellationToken), token);
    }

    private HttpMessageInvoker Invoker(ServerCheck check, TimeSpan connectTimeout) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = ApiLimits.MaxHeaderKibibytes,
        MaxResponseDrainSize = ApiLimits.MaxStatusBytes,
        PooledConnectionLifetime = ApiLimits.ConnectionLifetime,
        KeepAlivePingDelay = ApiLimits.PingDelay,
        KeepAlivePingTimeout = ApiLimits.PingTimeout,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = connectTimeout,
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = ServerCheck.Nobody(),
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => check.Accepts(certificate, chain, errors),
            ClientCertificates = _certificate is null ? null : [_certificate],
        },
    });
}
