using System.Net;
using System.Net.Http.Headers;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>One call.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">Path and query below the server's URL, escaped.</param>
/// <param name="Accept">The media types that are wanted.</param>
/// <param name="Content">The JSON to send, or null.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="IsIdempotent">Whether sending it twice does the same as once.</param>
/// <param name="MaxBytes">Bytes of the answer, at most.</param>
internal sealed record ApiRequest(
    HttpMethod Method, string Path, string Accept, byte[]? Content, string ContentType, bool IsIdempotent, int MaxBytes)
{
    /// <summary>For failures: <c>GET api/v1/namespaces/a/secrets/b</c>.</summary>
    public string Subject => $"{Method} {Path.Split('?')[0]}";

    /// <summary>A message that can be sent once.</summary>
    public HttpRequestMessage ToMessage(Uri server, string? hostName, string userAgent, string? token)
    {
        var message = new HttpRequestMessage(Method, new Uri(server, Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };

        // The handler takes the name for SNI and for the check of the certificate from here.
        message.Headers.Host = hostName;
        message.Headers.TryAddWithoutValidation("Accept", Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        if (token is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (Content is not null)
        {
            message.Content = new ByteArrayContent(Content);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;
    }
}
