using System.Globalization;

namespace ImageGate.Oci.Http;

/// <summary>Reads <c>Retry-After</c>. Source: RFC 9110, 10.2.3.</summary>
internal static class RetryAfter
{
    /// <summary>The wait that the header asks for, at most a day; null when there is none that can be read.</summary>
    public static TimeSpan? Of(Reply reply, TimeProvider clock)
    {
        string? text = reply.Header("Retry-After");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            return Bounded(TimeSpan.FromSeconds(seconds));
        }

        return DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? Bounded(date - clock.GetUtcNow())
            : null;
    }

    private static TimeSpan Bounded(TimeSpan wait) =>
        wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Limits.MaxRetryAfter ? Limits.MaxRetryAfter : wait;
}
