using System.Text.RegularExpressions;

namespace ImageGate.Kubernetes.Policies.Yaml;

/// <summary>A single value.</summary>
/// <param name="place">Where it stands.</param>
/// <param name="text">The text, unquoted.</param>
/// <param name="isPlain">Whether it was written without quotes and not as a block, so that it may mean something else than text.</param>
internal sealed partial class YamlScalar(YamlPlace place, string text, bool isPlain) : YamlNode(place)
{
    /// <summary>The text, unquoted.</summary>
    public string Text { get; } = text;

    /// <summary>What the value means.</summary>
    public YamlScalarKind Kind { get; } = isPlain ? KindOf(text) : YamlScalarKind.Text;

    /// <inheritdoc/>
    public override string Description => Kind switch
    {
        YamlScalarKind.Text => "a text",
        YamlScalarKind.Nothing => "empty",
        YamlScalarKind.Boolean => "a boolean",
        YamlScalarKind.Integer or YamlScalarKind.OtherNumber => "a number",
        _ => "a word that some YAML readers take for a boolean",
    };

    private static YamlScalarKind KindOf(string text) =>
        text is "" or "~" or "null" or "Null" or "NULL" ? YamlScalarKind.Nothing
        : text is "true" or "false" ? YamlScalarKind.Boolean
        : text.Length <= 5 && OldBoolean().IsMatch(text) ? YamlScalarKind.OldBoolean
        : Integer().IsMatch(text) ? YamlScalarKind.Integer
        : OtherNumber().IsMatch(text) ? YamlScalarKind.OtherNumber
        : YamlScalarKind.Text;

    // YAML 1.1, which kubectl and Helm follow, takes all these for booleans.
    [GeneratedRegex(@"\A(?:y|n|yes|no|on|off|true|false)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OldBoolean();

    [GeneratedRegex(@"\A(?:0|-?[1-9][0-9]*)\z")]
    private static partial Regex Integer();

    [GeneratedRegex(@"\A(?:[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?0[xob][0-9a-fA-F_]+|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z")]
    private static partial Regex OtherNumber();
}
