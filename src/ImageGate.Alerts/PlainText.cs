using System.Globalization;
using System.Text;

namespace ImageGate.Alerts;

/// <summary>Makes one bounded line of text that may be a stranger's.</summary>
internal static class PlainText
{
    /// <summary>
    /// The text with <c>?</c> for what does not show or shows other text than there is (control characters, line ends,
    /// direction marks), cut off with <c>…</c> at <paramref name="most"/> characters.
    /// </summary>
    public static string Line(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > (text.Length > most ? most - 1 : most))
            {
                break;
            }

            line.Append(IsShown(rune) ? rune.ToString() : "?");
        }

        return line.Append(text.Length > most ? "…" : "").ToString();
    }

    /// <summary>The first of some texts, and how many more there are.</summary>
    public static string List(IReadOnlyList<string> texts)
    {
        string shown = string.Join(", ", texts.Take(Limits.MaxListed));
        return texts.Count > Limits.MaxListed ? string.Create(CultureInfo.InvariantCulture, $"{shown} and {texts.Count - Limits.MaxListed} more") : shown;
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
