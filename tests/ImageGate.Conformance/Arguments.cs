using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Conformance;

/// <summary><c>--name value</c> pairs, flags, and what is left over.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _flags = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    public List<string> Rest { get; } = [];

    /// <summary>Null when a name is not known, comes twice or has no value: a misspelt demand must not be left out unseen.</summary>
    public static Arguments? TryParse(IReadOnlyList<string> texts, IReadOnlyList<string> names, IReadOnlyList<string> flags)
    {
        var arguments = new Arguments();
        for (int index = 0; index < texts.Count; index++)
        {
            string text = texts[index];
            if (flags.Contains(text))
            {
                arguments._flags.Add(text);
            }
            else if (!text.StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Rest.Add(text);
            }
            else if (!names.Contains(text) || ++index == texts.Count || !arguments._values.TryAdd(text, texts[index]))
            {
                return null;
            }
        }

        return arguments;
    }

    public bool Has(string flag) => _flags.Contains(flag);

    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => _values.TryGetValue(name, out value);
}
