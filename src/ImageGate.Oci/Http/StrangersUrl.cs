using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Oci.Http;

/// <summary>Reads a URL out of a header that a stranger wrote.</summary>
internal static class StrangersUrl
{
    /// <summary>Reads an absolute URL.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? url) => Uri.TryCreate(text, UriKind.Absolute, out url) && HasHost(ref url);

    /// <summary>Reads a URL that may be relative to <paramref name="from"/>.</summary>
    public static bool TryParse(Uri from, string text, [NotNullWhen(true)] out Uri? url) => Uri.TryCreate(from, text, out url) && HasHost(ref url);

    // The platform takes `xn--` with whatever behind it, and throws only when the host is asked for; then it can never be compared.
    private static bool HasHost([NotNullWhen(true)] ref Uri? url)
    {
        try
        {
            _ = url?.IdnHost;
        }
        catch (UriFormatException)
        {
            url = null;
        }

        return url is not null;
    }
}
