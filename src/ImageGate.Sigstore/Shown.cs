using System.Text;

namespace ImageGate.Sigstore;

/// <summary>What a stranger wrote, fit for logs and denial messages: bounded, and printable ASCII only.</summary>
internal static class Shown
{
    private const int Most = 100;

    public static string Of(string text)
    {
        var shown = new StringBuilder();
        foreach (char character in text.AsSpan(0, Math.Min(text.Length, Most)))
        {
            shown.Append(character is >= ' ' and <= '~' ? character : '?');
        }

        return text.Length > Most ? shown.Append('…').ToString() : shown.ToString();
    }
}
