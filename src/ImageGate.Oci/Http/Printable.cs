using System.Text;

namespace ImageGate.Oci.Http;

/// <summary>What a stranger wrote, made fit for a log line or a denial message.</summary>
internal static class Printable
{
    private const int MaxCharacters = 160;

    /// <summary>At most 160 characters of printable ASCII, everything else shown as <c>?</c>.</summary>
    public static string Excerpt(string text)
    {
        var shown = new StringBuilder();
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, MaxCharacters)))
        {
            shown.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return text.Length > MaxCharacters ? shown.Append("...").ToString() : shown.ToString();
    }
}
