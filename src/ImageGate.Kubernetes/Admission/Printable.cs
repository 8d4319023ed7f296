using System.Globalization;
using System.Text;

namespace ImageGate.Kubernetes.Admission;

/// <summary>Makes one bounded line of text that may be a stranger's.</summary>
internal static class Printable
{
    /// <summary>
    /// The text with <c>?</c> for what does not show or shows other text than there is (control characters, line ends,
    /// direction marks), cut off with <c>…</c> at <paramref name="most"/> characters.
    /// </summary>
    public static string Line(string text, int most)
    {
        if (text.Length <= most && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        bool isLong = text.Length > most;
        var line = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > (isLong ? most - 1 : most))
            {
                break;
            }

            line.Append(Shown(rune));
        }

        return line.Append(isLong ? "…" : "").ToString();
    }

    /// <summary>As many of the parts as fit into <paramref name="most"/> characters, and how many did not.</summary>
    public static string Join(string separator, IReadOnlyCollection<string> parts, int most)
    {
        const int Reserve = 32;
        if (parts.Count == 1 && parts.First() is var only && only.Length <= most - Reserve - separator.Length)
        {
            return only;
        }

        var line = new StringBuilder();
        int used = 0;
        foreach (string part in parts)
        {
            if (line.Length + separator.Length + part.Length > most - Reserve)
            {
                return line.Append(used == 0 ? "" : separator).Append(CultureInfo.InvariantCulture, $"and {parts.Count - used} more").ToString();
            }

            line.Append(used++ == 0 ? "" : separator).Append(part);
        }

        return line.ToString();
    }

    private static string Shown(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned => "?",
        _ => rune.ToString(),
    };
}
