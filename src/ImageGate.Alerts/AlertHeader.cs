using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace ImageGate.Alerts;

/// <summary>A header that a receiver wants. Its value may be a secret: it is in no text of this type.</summary>
public sealed partial class AlertHeader
{
    // What frames or routes the request is for the HTTP client alone, and the body is JSON.
    private static readonly HashSet<string> Ours = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Expect", "Host", "Keep-Alive", "Proxy-Authorization", "Proxy-Connection", "TE",
        "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private AlertHeader(string name, string value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The value.</summary>
    public string Value { get; }

    /// <summary>Whether the text can be the name of such a header.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Token().IsMatch(text) && !Ours.Contains(text);
    }

    /// <summary>Makes a header.</summary>
    /// <param name="name">A token that no header of the connection has.</param>
    /// <param name="value">Visible ASCII and blanks between, at most <see cref="Limits.MaxHeaderCharacters"/>: above all no line ends.</param>
    /// <param name="header">The header, or null: name or value cannot be sent.</param>
    /// <remarks>Source: RFC 9110, 5.1 and 5.5.</remarks>
    public static bool TryCreate(string name, string value, [NotNullWhen(true)] out AlertHeader? header)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(value);
        header = IsName(name) && value.Length <= Limits.MaxHeaderCharacters && Visible().IsMatch(value) ? new AlertHeader(name, value) : null;
        return header is not null;
    }

    /// <summary>The name alone.</summary>
    public override string ToString() => Name;

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[\x21-\x7E](?:[\x20-\x7E]*[\x21-\x7E])?\z")]
    private static partial Regex Visible();
}
