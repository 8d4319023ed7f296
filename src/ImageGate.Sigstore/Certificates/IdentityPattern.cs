using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Certificates;

/// <summary>What an issuer or a subject must be, as a whole: never a part of it.</summary>
public sealed class IdentityPattern
{
    // No blanks and no control characters: neither stands in an honest identity.
    private const string Run = @"[^\s\p{C}]*";

    // Before the end of the pattern no @ either: it parts a workflow from its branch, and a branch may be called x@refs/heads/main.
    private const string RunWithoutAt = @"[^\s\p{C}@]*";

    // Within one part of a distinguished name: an escaped character counts as one, so that a name that someone chose, such as
    // the common name `eve,O=Acme`, never looks like two parts.
    private const string RunInName = @"(?:[^\s\p{C},+\\]|\\[^\s\p{C}])*";

    private readonly string? _exact;
    private readonly Regex? _regex;

    private IdentityPattern(string text, string? exact, Regex? regex)
    {
        Text = text;
        _exact = exact;
        _regex = regex;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads text in which <c>*</c> stands for any run of characters without blanks, and, but for one at the end, without
    /// <c>@</c>; everything else stands for itself.
    /// </summary>
    /// <param name="text">1 to <see cref="Limits.MaxIdentityCharacters"/> characters.</param>
    /// <param name="pattern">The pattern, or null.</param>
    /// <param name="error">Why there is none, for people.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out IdentityPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        (pattern, error) = Read(text, Expression);
        return pattern is not null;
    }

    /// <summary>Reads a distinguished name as RFC 4514 text, in which <c>*</c> stands for any run of characters without blanks inside of one part.</summary>
    /// <param name="text">1 to <see cref="Limits.MaxIdentityCharacters"/> characters.</param>
    /// <param name="pattern">The pattern, or null.</param>
    /// <param name="error">Why there is none, for people.</param>
    public static bool TryParseName(string text, [NotNullWhen(true)] out IdentityPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        (pattern, error) = Read(text, ExpressionOfName);
        return pattern is not null;
    }

    /// <summary>Reads a regular expression that must match the whole text.</summary>
    /// <param name="text">1 to <see cref="Limits.MaxIdentityCharacters"/> characters; anchors may be left out.</param>
    /// <param name="pattern">The pattern, or null.</param>
    /// <param name="error">Why there is none, for people: also a look-around or a back reference, whose time is not bounded.</param>
    public static bool TryParseRegex(string text, [NotNullWhen(true)] out IdentityPattern? pattern, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        error = RefuseLength(text);
        try
        {
            if (error is null)
            {
                // Alone first: `a)|(?:b` is no expression, but would become one inside of our brackets, with half an anchor.
                _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
                pattern = new IdentityPattern(text, null, Compile(text));
            }
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            error = $"not a regular expression that is supported: {refused.Message}";
        }

        return pattern is not null;
    }

    /// <summary>Whether the whole of <paramref name="text"/> is as the pattern says.</summary>
    public bool Matches(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return _regex?.IsMatch(text) ?? string.Equals(text, _exact, StringComparison.Ordinal);
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => Text;

    private static string Expression(string text) => text.EndsWith('*')
        ? string.Join(RunWithoutAt, text[..^1].Split('*').Select(Regex.Escape)) + Run
        : string.Join(RunWithoutAt, text.Split('*').Select(Regex.Escape));

    private static string ExpressionOfName(string text) => string.Join(RunInName, text.Split('*').Select(Regex.Escape));

    private static (IdentityPattern? Pattern, string? Error) Read(string text, Func<string, string> toExpression)
    {
        try
        {
            return RefuseLength(text) is { } error ? (null, error)
                : !text.Contains('*', StringComparison.Ordinal) ? (new IdentityPattern(text, text, null), null)
                : (new IdentityPattern(text, null, Compile(toExpression(text))), null);
        }
        catch (NotSupportedException)
        {
            return (null, "it is too long for a pattern with `*`");       // the platform's own bound: 10,000 states
        }
    }

    private static Regex Compile(string expression) => new($@"\A(?:{expression})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    private static string? RefuseLength(string text) =>
        text.Length == 0 ? "it is empty: nobody has an empty identity"
        : text.Length > Limits.MaxIdentityCharacters ? $"it is over {Limits.MaxIdentityCharacters} characters"
        : null;
}
