using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ImageGate.Cloud.Http;

/// <summary>Requests to services that speak JSON, and no exception for what a network does.</summary>
internal sealed class CloudHttp(HttpMessageHandler handler, string userAgent) : IDisposable
{
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };     // the fetch as a whole has a deadline

    /// <summary>Sends one request.</summary>
    public async Task<CloudReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", userAgent);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken);
            ReadOnlyMemory<byte> content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return response.StatusCode == HttpStatusCode.OK ? new CloudReply.Success(content) : new CloudReply.Status((int)response.StatusCode, content);
        }
        catch (Exception broken) when (IsNetwork(broken))
        {
            return new CloudReply.Failed(Describe(broken));
        }
    }

    /// <summary>Reads JSON; null when it is none of the wanted shape.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> content, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(content.Span, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether an exception is of the kinds that networks, proxies in the environment included, bring about.</summary>
    public static bool IsNetwork(Exception broken) =>
        broken is HttpRequestException or IOException or AuthenticationException or NotSupportedException or InvalidOperationException;

    /// <summary>The innermost message says what the system said: a name that is not known, a refused connection, a bad certificate.</summary>
    public static CloudProblem Describe(Exception broken)
    {
        // Ours, of an answer that is too long, has a status.
        CloudFault fault = broken is HttpRequestException { StatusCode: not null } ? CloudFault.BadAnswer : CloudFault.Unreachable;
        Exception innermost = broken;
        while (innermost.InnerException is { } inner)
        {
            innermost = inner;
        }

        return new CloudProblem(fault, innermost.Message.ReplaceLineEndings(" "));
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
