using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageGate.Server;

/// <summary>How long an answer may take: the API server's <c>?timeout=</c> less a margin.</summary>
internal static partial class RequestDeadline
{
    private static volatile Known _last = new(null, Read(null));

    /// <summary>Reads a Go duration such as <c>10s</c> or <c>1m30s</c>; what is missing or cannot be read counts as the default.</summary>
    /// <remarks>Source: kube-apiserver, <c>k8s.io/apiserver/pkg/util/webhook</c>: the parameter is <c>time.Duration.String()</c>.</remarks>
    public static TimeSpan Of(string? timeout)
    {
        // An API server says the same in each request.
        Known known = _last;
        if (known.Text != timeout)
        {
            _last = known = new Known(timeout, Read(timeout));
        }

        return known.Time;
    }

    private static TimeSpan Read(string? timeout)
    {
        TimeSpan announced = timeout is not null && TryReadDuration(timeout, out TimeSpan read) && read > TimeSpan.Zero ? read : Limits.DefaultTimeout;
        TimeSpan bounded = announced < Limits.MaxTimeout ? announced : Limits.MaxTimeout;
        TimeSpan left = bounded - Limits.TimeoutMargin;
        return left > Limits.MinTimeout ? left : Limits.MinTimeout;
    }

    private static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        Match match = text.Length <= 32 ? GoDuration().Match(text) : Match.Empty;
        for (int part = 0; match.Success && part < match.Groups[1].Captures.Count; part++)
        {
            double number = double.Parse(match.Groups[1].Captures[part].Value, CultureInfo.InvariantCulture);
            duration += TimeSpan.FromSeconds(Math.Min(number * Seconds(match.Groups[2].Captures[part].Value), Limits.MaxTimeout.TotalSeconds));
        }

        return match.Success;
    }

    private static double Seconds(string unit) => unit switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, _ => 1e-6 };

    [GeneratedRegex(@"\A(?:([0-9]{1,9}(?:\.[0-9]{1,9})?)(h|ms|m|s|us))+\z")]
    private static partial Regex GoDuration();

    private sealed record Known(string? Text, TimeSpan Time);
}
