using System.Globalization;
using System.Net;

namespace ImageGate.Kubernetes.Api.Transport;

/// <summary>An answer, read to its end and within its bound.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Body">Its body.</param>
/// <param name="RetryAfter">For how long the server wants to be left alone, 0 to 5 minutes, or null.</param>
internal sealed record ApiReply(HttpStatusCode Status, byte[] Body, TimeSpan? RetryAfter)
{
    /// <summary>Whether it is what was asked for.</summary>
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The wait that an answer asks for: the API server writes seconds. Source: RFC 9110, 10.2.3.</summary>
    public static TimeSpan? RetryAfterOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Retry-After", out var values)
        && int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, ApiLimits.MaxRetryAfter.TotalSeconds))
            : null;
}
