using System.Text;

namespace ImageGate.Server.Telemetry;

/// <summary>The labels of one series. Their text is made once, when the series is new.</summary>
internal sealed class LabelSet(KeyValuePair<string, object?>[] tags)
{
    /// <summary>What an instrument was given.</summary>
    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => tags;

    /// <summary>As Prometheus writes them, without braces: <c>path="mutate",outcome="denied"</c>; empty for none.</summary>
    public string Text { get; } = Write(tags);

    /// <summary>The text in braces, with one label more.</summary>
    public string With(string name, string value) => $"{{{Text}{(Text.Length == 0 ? "" : ",")}{name}=\"{value}\"}}";

    /// <summary>The text in braces, or empty.</summary>
    public override string ToString() => Text.Length == 0 ? "" : $"{{{Text}}}";

    private static string Write(KeyValuePair<string, object?>[] tags)
    {
        var text = new StringBuilder();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            text.Append(text.Length > 0 ? "," : "").Append(tag.Key.Replace('.', '_')).Append("=\"").Append(Escape(tag.Value?.ToString() ?? "")).Append('"');
        }

        return text.ToString();
    }

    private static string Escape(string value) =>
        value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
}
