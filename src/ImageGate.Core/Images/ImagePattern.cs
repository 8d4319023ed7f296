using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace ImageGate.Core.Images;

/// <summary>
/// Which images are meant: a pattern over the whole canonical <c>registry/repository</c>, with an optional pattern over the
/// tag. <c>*</c> stands for any characters within one path segment, <c>**</c> for one or more whole segments; nothing is
/// implied before or after.
/// </summary>
public sealed partial class ImagePattern
{
    private readonly string _beginning;
    private readonly Regex? _name;
    private readonly Regex? _tag;

    private ImagePattern(string text, string canonical, Regex? tag)
    {
        int star = canonical.IndexOf('*', StringComparison.Ordinal);
        Text = text;

        // Most patterns differ in what stands before their first star: few names are worth a regular expression.
        _beginning = star < 0 ? canonical : canonical[..star];
        _name = star >= 0 && canonical[star..] == "**" ? null : CompileName(canonical);
        _tag = tag;
    }

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern; <c>docker.io/</c> and <c>library/</c> are implied exactly as for images.</param>
    /// <param name="pattern">The pattern, or null.</param>
    /// <param name="error">Why there is none and what would be right, for people.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ImagePattern? pattern, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        error = Check(text, out string name, out string? tag);
        if (error is null)
        {
            (string host, string path) = name == "**" || name.StartsWith("**/", StringComparison.Ordinal) ? ("", name) : ImageReference.SplitHost(name);
            string canonical = host.Length == 0 ? path : host + "/" + path;
            pattern = new ImagePattern(text, canonical, tag is null ? null : Compile(Regex.Escape(tag).Replace("\\*", ".*", StringComparison.Ordinal)));
        }

        return pattern is not null;
    }

    /// <summary>As <see cref="TryParse"/>, for text that is known to be right.</summary>
    /// <exception cref="FormatException">The text is no pattern.</exception>
    public static ImagePattern Parse(string text) =>
        TryParse(text, out ImagePattern? pattern, out string? error) ? pattern : throw new FormatException(error);

    /// <summary>
    /// Whether <paramref name="image"/> is meant. A reference without tag and digest has the tag <c>latest</c>; one with a
    /// digest only has no tag, and matches a tag pattern only when that is <c>*</c>.
    /// </summary>
    public bool Matches(ImageReference image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return image.Name.StartsWith(_beginning, StringComparison.Ordinal)
            && (_name?.IsMatch(image.Name) ?? image.Name.Length > _beginning.Length)
            && (_tag is null || _tag.IsMatch(image.Tag ?? (image.Digest is null ? image.TagToResolve : "")));
    }

    /// <summary>The pattern as it was written.</summary>
    public override string ToString() => Text;

    private static string? Check(string text, out string name, out string? tag)
    {
        int colon = text.LastIndexOf(':');
        bool hasTag = colon > text.LastIndexOf('/');
        (name, tag) = hasTag ? (text[..colon], text[(colon + 1)..]) : (text, null);
        string first = name.Split('/')[0];
        return text.Length > Limits.MaxPatternCharacters ? $"the pattern is over {Limits.MaxPatternCharacters} characters"
            : text.Contains('@', StringComparison.Ordinal) ? "a pattern matches names and tags, not digests: leave `@…` out"
            : !NameGrammar().IsMatch(name) ? "the pattern is not valid: [HOST/]PATH[:TAG] with `*` inside a segment and `**` for whole segments"
            : tag is not null && !TagGrammar().IsMatch(tag) ? "the pattern's tag is not valid: letters, digits, `_`, `.`, `-` and `*`"
            : first == "*" ? "`*` as the first segment is unclear: write `docker.io/**` for Docker Hub, or `**` for every registry"
            : HasUpperCasePath(name) ? "the pattern's path has upper-case letters, which no image has"
            : null;
    }

    private static bool HasUpperCasePath(string name) =>
        ImageReference.SplitHost(name).Path.AsSpan().ContainsAnyInRange('A', 'Z');

    private static Regex CompileName(string canonical)
    {
        var regex = new StringBuilder();
        foreach (string segment in canonical.Split('/'))
        {
            regex.Append(regex.Length == 0 ? "" : "/");
            regex.Append(segment == "**" ? ".+" : Regex.Escape(segment).Replace("\\*", "[^/]*", StringComparison.Ordinal));
        }

        return Compile(regex.ToString());
    }

    private static Regex Compile(string regex) =>
        new(@"\A(?:" + regex + @")\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    // `**` only as a whole segment: what `a**b` would mean is anybody's guess.
    [GeneratedRegex(@"\A(?:\*\*|(?:[A-Za-z0-9._:\[\]-]|\*(?!\*))+)(?:/(?:\*\*|(?:[A-Za-z0-9._-]|\*(?!\*))+))*\z")]
    private static partial Regex NameGrammar();

    [GeneratedRegex(@"\A[A-Za-z0-9_.*-]{1,128}\z")]
    private static partial Regex TagGrammar();
}
