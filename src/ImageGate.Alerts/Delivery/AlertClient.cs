using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageGate.Alerts.Payloads;

namespace ImageGate.Alerts.Delivery;

/// <summary>
/// Posts alerts to one receiver. Redirects are not followed: address and headers are secrets, and where they lead is the
/// receiver's choice, not the operator's. No cookies are kept.
/// </summary>
public sealed class AlertClient : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly ReceiverSettings _receiver;
    private readonly string _cluster;
    private readonly string _instance;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="cluster">What the cluster is called.</param>
    /// <param name="instance">The Pod that says it.</param>
    /// <param name="time">For the time-out.</param>
    public AlertClient(ReceiverSettings receiver, string cluster, string instance, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        _receiver = receiver;
        _cluster = cluster;
        _instance = instance;
        _time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = 16,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),        // so that a changed address of the name is noticed
        };
        if (receiver.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        handler.SslOptions.CertificateChainPolicy = TrustOf(receiver.CaBundle);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };     // each try has its own
    }

    /// <summary>Tries once to deliver an alert; takes at most the receiver's time-out.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <returns>What came of it; a network that fails is no exception.</returns>
    public async Task<DeliveryResult> SendAsync(Alert alert, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alert);
        using var timeout = new CancellationTokenSource(_receiver.Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using HttpRequestMessage request = RequestFor(alert);
            using HttpResponseMessage response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode
                ? new DeliveryResult.Delivered((int)response.StatusCode)
                : await RefusalOfAsync(response, either.Token);
        }
        catch (OperationCanceledException)
        {
            return Broken(timeout.IsCancellationRequested ? "it did not answer in time" : "the try was ended");
        }
        // The last two: a proxy in the system's settings that no client can use.
        catch (Exception broken) when (broken is HttpRequestException or IOException or AuthenticationException or NotSupportedException or InvalidOperationException)
        {
            return Broken(Describe(broken));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static DeliveryResult.Failed Broken(string detail) => new(PlainText.Line(detail, Limits.MaxMessageCharacters), MayRetry: true, null, "");

    // The innermost message says what the system said: a name that is not known, a refused connection, a bad certificate.
    private static string Describe(Exception broken) => broken.InnerException is { } inner ? Describe(inner) : broken.Message;

    private HttpRequestMessage RequestFor(Alert alert)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _receiver.Address)
        {
            Content = new ByteArrayContent(Payload.Of(_receiver, alert, _cluster, _instance)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(_receiver.Format.ContentType, "utf-8");
        request.Headers.TryAddWithoutValidation("User-Agent", "imagegate");
        foreach (AlertHeader header in _receiver.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        return request;
    }

    private async Task<DeliveryResult> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        bool isRedirect = status is >= 300 and < 400;
        string detail = string.Create(CultureInfo.InvariantCulture, $"it answers HTTP {status}{(isRedirect ? ": redirects are not followed" : "")}");
        return new DeliveryResult.Failed(detail, status is 408 or 429 or >= 500, RetryAfterOf(response.Headers.RetryAfter), await AnswerOfAsync(response.Content, cancellationToken));
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        TimeSpan? wait = header?.Delta ?? header?.Date - _time.GetUtcNow();
        return wait > Limits.MaxRetryAfter ? Limits.MaxRetryAfter : wait;
    }

    // What is not read is thrown away with the connection.
    private static async Task<string> AnswerOfAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[Limits.MaxAnswerBytes];
        int length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return PlainText.Line(Encoding.UTF8.GetString(buffer, 0, length), Limits.MaxAnswerBytes);
    }

    /// <summary>The system's certificates, or, when there is a bundle, that alone.</summary>
    private static X509ChainPolicy TrustOf(string? caBundle)
    {
        var policy = new X509ChainPolicy
        {
            // A certificate names the URLs of its revocation lists and issuers: a stranger's URLs, which are not fetched.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (caBundle is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.ImportFromPem(caBundle);
        }

        return policy;
    }
}
