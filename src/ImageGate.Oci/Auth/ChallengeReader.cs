using System.Buffers;
using System.Text;

namespace ImageGate.Oci.Auth;

/// <summary>Reads <c>WWW-Authenticate</c>: several challenges in a line, quoted strings, whatever case.</summary>
/// <remarks>Source: RFC 9110, 11.6.1 and 11.2.</remarks>
internal ref struct ChallengeReader
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> Token68Characters =
        SearchValues.Create("-._~+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private ReadOnlySpan<char> _rest;

    private ChallengeReader(string line) => _rest = line;

    /// <summary>The challenges of all lines, at most eight. A line that is malformed counts for nothing.</summary>
    public static IReadOnlyList<Challenge> Read(IEnumerable<string> lines)
    {
        var all = new List<Challenge>();
        foreach (string line in lines)
        {
            all.AddRange(new ChallengeReader(line).ReadLine() ?? []);
        }

        return all.Count <= Limits.MaxChallenges ? all : [];
    }

    private List<Challenge>? ReadLine()
    {
        var challenges = new List<Challenge>();
        while (SkipToNext())
        {
            string scheme = Take(TokenCharacters).ToLowerInvariant();
            if (scheme.Length == 0 || ReadParameters() is not { } parameters || challenges.Count == Limits.MaxChallenges)
            {
                return null;
            }

            challenges.Add(new Challenge(scheme, parameters));
        }

        return challenges;
    }

    // A scheme is followed by nothing, by one token68, or by name=value pairs. The next scheme, too, comes after a comma.
    private Dictionary<string, string>? ReadParameters()
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (_rest.Length > 0 && _rest[0] is not (' ' or '\t' or ','))
        {
            return null;
        }

        SkipBlanks();
        if (TrySkipToken68())
        {
            return parameters;
        }

        while (SkipToNext())
        {
            ReadOnlySpan<char> before = _rest;
            string name = Take(TokenCharacters).ToLowerInvariant();
            SkipBlanks();
            if (_rest.Length == 0 || _rest[0] != '=')
            {
                _rest = before;
                return name.Length > 0 ? parameters : null;
            }

            _rest = _rest[1..];
            SkipBlanks();
            if (name.Length == 0 || TakeValue() is not { } value || !EndsHere() || parameters.Count == Limits.MaxChallengeParameters || !parameters.TryAdd(name, value))
            {
                return null;
            }
        }

        return parameters;
    }

    private bool TrySkipToken68()
    {
        ReadOnlySpan<char> before = _rest;
        if (Take(Token68Characters).Length > 0 && _rest.StartsWith("="))
        {
            _rest = _rest.TrimStart('=');
            if (EndsHere())
            {
                return true;
            }
        }

        _rest = before;
        return false;
    }

    private string? TakeValue()
    {
        if (!_rest.StartsWith("\""))
        {
            return Take(TokenCharacters) is { Length: > 0 } token ? token : null;
        }

        var value = new StringBuilder();
        for (int i = 1; i < _rest.Length; i++)
        {
            switch (_rest[i])
            {
                case '"':
                    _rest = _rest[(i + 1)..];
                    return value.ToString();
                case '\\' when i + 1 < _rest.Length:
                    value.Append(_rest[++i]);
                    break;
                default:
                    value.Append(_rest[i]);
                    break;
            }
        }

        return null;
    }

    private string Take(SearchValues<char> characters)
    {
        int end = _rest.IndexOfAnyExcept(characters);
        ReadOnlySpan<char> taken = end < 0 ? _rest : _rest[..end];
        _rest = _rest[taken.Length..];
        return taken.ToString();
    }

    private bool EndsHere()
    {
        SkipBlanks();
        return _rest.Length == 0 || _rest[0] == ',';
    }

    private void SkipBlanks() => _rest = _rest.TrimStart(" \t");

    private bool SkipToNext()
    {
        _rest = _rest.TrimStart(" \t,");
        return _rest.Length > 0;
    }
}
