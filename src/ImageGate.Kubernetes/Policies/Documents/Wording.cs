namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>How messages list and quote.</summary>
internal static class Wording
{
    private const int MaxShown = 60;

    /// <summary><c>`a`, `b` or `c`</c>.</summary>
    public static string Or(IEnumerable<string> words) => Join(words, "or");

    /// <summary><c>`a`, `b` and `c`</c>.</summary>
    public static string And(IEnumerable<string> words) => Join(words, "and");

    /// <summary>Text of the file in backticks: bounded, and without what could change the line it is shown in.</summary>
    public static string Quote(string text)
    {
        char[] shown = [.. text.Take(MaxShown).Select(character => char.IsControl(character) || character == '`' || Yaml.YamlText.IsHidden(character) ? '?' : character)];
        return text.Length > MaxShown ? $"`{new string(shown)}…`" : $"`{new string(shown)}`";
    }

    private static string Join(IEnumerable<string> words, string last)
    {
        string[] quoted = [.. words.Select(Quote)];
        return quoted.Length < 2 ? string.Concat(quoted) : $"{string.Join(", ", quoted[..^1])} {last} {quoted[^1]}";
    }
}
