using System.Net;
using System.Security.Authentication;
using System.Text.Json;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>What answers and exceptions mean.</summary>
/// <remarks>Source: Kubernetes API conventions, "HTTP Status codes" and "Response Status Kind".</remarks>
internal static class ApiFailures
{
    /// <summary>What an answer that is no success means.</summary>
    public static ApiFailure Of(string subject, ApiReply reply) => Of(subject, (int)reply.Status, Said(reply.Body), reply.RetryAfter);

    /// <summary>What a Status object means that came in the middle of a watch.</summary>
    public static ApiFailure Of(string subject, ApiStatus status) => Of(subject, status.Code, Said(status), null);

    /// <summary>What it means that there is no answer.</summary>
    public static ApiFailure.Unavailable Of(string subject, Exception broken) => broken switch
    {
        OperationCanceledException => Late(subject),
        UnreadableCredentialException => new(ApiUnavailableCause.NoCredential, $"{subject}: {broken.Message}", null),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } when broken.InnerException is AuthenticationException =>
            new(ApiUnavailableCause.Untrusted, $"{subject}: the server's certificate is not one of the configured certificate authority for its name", null),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            new(ApiUnavailableCause.Untrusted, $"{subject}: the TLS handshake was broken off", null),
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            new(ApiUnavailableCause.Unreachable, $"{subject}: the name of the server could not be resolved", null),
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } =>
            new(ApiUnavailableCause.Unreachable, $"{subject}: no connection to the server", null),
        _ => new(ApiUnavailableCause.Unreachable, $"{subject}: the server broke the answer off", null),
    };

    /// <summary>There was no answer in time.</summary>
    public static ApiFailure.Unavailable Late(string subject) => new(ApiUnavailableCause.Timeout, $"{subject}: no answer in time", null);

    /// <summary>An answer is over its bound.</summary>
    public static ApiFailure.Unavailable TooLarge(string subject, int maxBytes) =>
        new(ApiUnavailableCause.TooLarge, $"{subject}: the answer has more than {maxBytes} bytes", null);

    /// <summary>An answer is not what the API promises.</summary>
    public static ApiFailure.Unavailable Malformed(string subject, string what) => new(ApiUnavailableCause.Malformed, $"{subject}: {what}", null);

    private static ApiFailure Of(string subject, int code, string said, TimeSpan? retryAfter)
    {
        string detail = $"{subject}: {code}{said}";
        return (HttpStatusCode)code switch
        {
            HttpStatusCode.Unauthorized => new ApiFailure.Unauthorized(detail),
            HttpStatusCode.Forbidden => new ApiFailure.Forbidden(detail),
            HttpStatusCode.NotFound => new ApiFailure.NotFound(detail),
            HttpStatusCode.Conflict => new ApiFailure.Conflict(detail),
            HttpStatusCode.Gone => new ApiFailure.Gone(detail),
            HttpStatusCode.TooManyRequests => new ApiFailure.TooManyRequests(detail, retryAfter),
            HttpStatusCode.RequestTimeout or HttpStatusCode.GatewayTimeout => new ApiFailure.Unavailable(ApiUnavailableCause.Timeout, detail, retryAfter),
            >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError => new ApiFailure.Rejected(detail),
            >= HttpStatusCode.InternalServerError => new ApiFailure.Unavailable(ApiUnavailableCause.ServerError, detail, retryAfter),

            // A redirect: nobody who is asked for an API server's path sends one.
            _ => new ApiFailure.Unavailable(ApiUnavailableCause.Malformed, detail, null),
        };
    }

    private static string Said(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ApiJson.Default.ApiStatus) is { Kind: "Status" } status ? Said(status) : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }

    private static string Said(ApiStatus status) =>
        (status.Reason, status.Message) switch
        {
            ({ Length: > 0 } reason, { Length: > 0 } message) => Printable.Line($" ({reason}): {message}", ApiLimits.MaxMessageCharacters),
            ({ Length: > 0 } reason, _) => Printable.Line($" ({reason})", ApiLimits.MaxMessageCharacters),
            (_, { Length: > 0 } message) => Printable.Line($": {message}", ApiLimits.MaxMessageCharacters),
            _ => "",
        };
}
