using System.Text;

namespace ImageGate.Alerts.Templates;

/// <summary>
/// Replaces the placeholders of a template by marks that are JSON, so that the template is parsed once, before any value is
/// known: a value can then never be taken for JSON or for a placeholder.
/// </summary>
/// <param name="Json">The text with marks, or null.</param>
/// <param name="Problem">Why there is none, for people, or null; it repeats only names of placeholders.</param>
/// <param name="UnknownName">The name that no variable has, or null.</param>
internal sealed record TemplateScan(string? Json, string? Problem, string? UnknownName)
{
    /// <summary>Begins a mark; the variable's number, as a character from <see cref="FirstVariable"/>, follows.</summary>
    public const char Mark = '\uE000';

    /// <summary>Stands for variable 0.</summary>
    public const char FirstVariable = '\uE100';

    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>Reads a template's text.</summary>
    public static TemplateScan Of(string text)
    {
        if (text.Contains(Mark, StringComparison.Ordinal) || text.Contains(@"\ue000", StringComparison.OrdinalIgnoreCase))
        {
            return Wrong("has the private character U+E000: remove it");
        }

        var json = new StringBuilder();
        bool isQuoted = false;
        int count = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (!text.AsSpan(at).StartsWith(Open))
            {
                // A backslash takes the next character with it, so `\"` ends no string.
                bool isEscape = isQuoted && text[at] == '\\' && at + 1 < text.Length;
                isQuoted ^= text[at] == '"';
                json.Append(text[at]);
                if (isEscape)
                {
                    json.Append(text[++at]);
                }

                continue;
            }

            int end = text.IndexOf(Close, at, StringComparison.Ordinal);
            if (end < 0)
            {
                return Wrong("has a `{{` without `}}`");
            }

            string name = text[(at + Open.Length)..end].Trim(' ', '\t');
            int variable = TemplateVariables.Find(name);
            if (variable < 0 || ++count > Limits.MaxPlaceholders)
            {
                return variable < 0 ? new TemplateScan(null, null, name) : Wrong($"has more than {Limits.MaxPlaceholders} placeholders");
            }

            string mark = $"{Mark}{(char)(FirstVariable + variable)}";
            json.Append(isQuoted ? mark : $"\"{Mark}{mark}\"");
            at = end + Close.Length - 1;
        }

        return new TemplateScan(json.ToString(), null, null);
    }

    private static TemplateScan Wrong(string problem) => new(null, problem, null);
}
