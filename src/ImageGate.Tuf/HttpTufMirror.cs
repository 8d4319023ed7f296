using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>A TUF repository over HTTP. It goes through the proxy that the system's settings name, and keeps no cookies.</summary>
public sealed class HttpTufMirror : ITufMirror, IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int FirstBytes = 16 * 1024;

    private readonly Uri _address;
    private readonly HttpClient _client;

    /// <summary>Makes a client; nothing is asked yet.</summary>
    /// <param name="seed">Where the repository is, and who may vouch for its host.</param>
    /// <param name="userAgent">How the client calls itself.</param>
    public HttpTufMirror(TufSeed seed, string userAgent)
    {
        ArgumentNullException.ThrowIfNull(seed);
        _address = seed.Mirror;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = Limits.ConnectTimeout,
            MaxConnectionsPerServer = 1,
            MaxResponseHeadersLength = 16,
        };
        handler.SslOptions.CertificateChainPolicy = TrustOf(seed.CaBundle);
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };     // the refresh as a whole has a deadline
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", userAgent);
    }

    /// <inheritdoc/>
    public async Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var uri = new Uri(_address, string.Join('/', path.Split('/').Select(Uri.EscapeDataString)));
            for (int redirects = 0; redirects <= Limits.MaxRedirects; redirects++)
            {
                using HttpResponseMessage response = await _client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                if (!IsRedirect(response.StatusCode))
                {
                    return await ReadAsync(response, maxBytes, cancellationToken);
                }

                if (Follow(uri, response.Headers.Location) is not { } next)
                {
                    return new TufDownload.Unavailable("the mirror redirects to where no file may come from");
                }

                uri = next;
            }

            return new TufDownload.Unavailable($"the mirror redirects more than {Limits.MaxRedirects} times");
        }
        // The last two: a proxy in the system's settings that no client can use.
        catch (Exception broken) when (broken is HttpRequestException or IOException or AuthenticationException or NotSupportedException or InvalidOperationException)
        {
            return new TufDownload.Unavailable(Describe(broken));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async Task<TufDownload> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                return response.Content.Headers.ContentLength > maxBytes ? new TufDownload.TooLong() : await ReadAsync(response.Content, maxBytes, cancellationToken);

            // A bucket that does not list its files says 403 for one that it does not have.
            case HttpStatusCode.NotFound or HttpStatusCode.Forbidden:
                return new TufDownload.NotFound();
            default:
                return new TufDownload.Unavailable($"the mirror answers HTTP {(int)response.StatusCode}");
        }
    }

    /// <summary>The buffer grows with what has come, not with what the header says will come.</summary>
    private static async Task<TufDownload> ReadAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        await using Stream stream = await content.ReadAsStreamAsync(cancellationToken);
        byte[] buffer = new byte[Math.Min(FirstBytes, maxBytes + 1)];
        int length = 0;
        while (true)
        {
            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (length > maxBytes)
            {
                return new TufDownload.TooLong();
            }

            if (read == 0)
            {
                return new TufDownload.Found(buffer.AsMemory(0, length));
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
            }
        }
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    // Never from an encrypted address to one that is not.
    private static Uri? Follow(Uri from, Uri? location) =>
        location is not null && Uri.TryCreate(from, location, out Uri? next) && next.UserInfo.Length == 0
            && (next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp))
            ? next
            : null;

    // The innermost message says what the system said: a name that is not known, a refused connection, a bad certificate.
    private static string Describe(Exception broken)
    {
        Exception innermost = broken;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return innermost.Message.ReplaceLineEndings(" ");
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
