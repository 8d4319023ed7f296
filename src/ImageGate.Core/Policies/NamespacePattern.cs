using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ImageGate.Core.Policies;

/// <summary>Which namespaces are meant: a name in which <c>*</c> stands for any characters, matched as a whole.</summary>
public sealed partial class NamespacePattern
{
    // Null: there is no star, and a name is compared as it is.
    private readonly Regex? _regex;

    private NamespacePattern(string text)
    {
        Text = text;
        _regex = !text.Contains('*', StringComparison.Ordinal) ? null : new Regex(
            @"\A(?:" + Regex.Escape(text).Replace("\\*", "[a-z0-9-]*", StringComparison.Ordinal) + @")\z",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern: lower-case letters, digits, <c>-</c> and <c>*</c>, at most 63 characters (RFC 1123 label).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out NamespacePattern? pattern)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = Grammar().IsMatch(text) ? new NamespacePattern(text) : null;
        return pattern is not null;
    }

    /// <summary>As <see cref="TryParse"/>, for text that is known to be right.</summary>
    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static NamespacePattern Parse(string text) =>
        TryParse(text, out NamespacePattern? pattern) ? pattern : throw new FormatException($"not a namespace pattern: {text}");

    /// <summary>Whether the namespace is meant.</summary>
    public bool Matches(string name) => _regex?.IsMatch(name) ?? name == Text;

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => Text;

    [GeneratedRegex(@"\A[a-z0-9*-]{1,63}\z")]
    private static partial Regex Grammar();
}
