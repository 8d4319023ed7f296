using System.Net;
using System.Net.Http.Headers;

namespace ImageGate.Oci.Http;

/// <summary>An answer, read to its end and within its bound.</summary>
internal sealed class Reply
{
    private readonly HttpResponseHeaders _headers;

    public Reply(Uri uri, HttpResponseMessage response, byte[] body)
    {
        Uri = uri;
        Status = response.StatusCode;
        Body = body;
        MediaType = MediaTypeOf(response.Content.Headers);
        _headers = response.Headers;
    }

    /// <summary>Who answered: after redirects another than was asked.</summary>
    public Uri Uri { get; }

    public HttpStatusCode Status { get; }

    public byte[] Body { get; }

    /// <summary>The one media type, without parameters and in lower case, or null.</summary>
    public string? MediaType { get; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The values of a header, line by line, as they came.</summary>
    public IReadOnlyList<string> HeaderLines(string name) =>
        _headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? [.. values] : [];

    /// <summary>A header that is there exactly once, or null.</summary>
    public string? Header(string name) => HeaderLines(name) is [string only] ? only : null;

    private static string? MediaTypeOf(HttpContentHeaders headers) =>
        headers.NonValidated.TryGetValues("Content-Type", out HeaderStringValues values) && values.Count == 1
        && MediaTypeHeaderValue.TryParse(values.ToString(), out MediaTypeHeaderValue? parsed)
            ? parsed.MediaType?.ToLowerInvariant()
            : null;
}
