using System.Globalization;
using System.Text;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>
/// Reads single values and lists, strictly. Whoever gets null knows that the reason was reported: the load is rejected
/// whatever is made of it.
/// </summary>
internal sealed class NodeReader(LoadErrors errors)
{
    /// <summary>Where the reasons go.</summary>
    public LoadErrors Errors => errors;

    /// <summary>The fields of a mapping.</summary>
    public Fields? Mapping(YamlNode node, Shape shape) => Fields.Of(node, shape, errors);

    /// <summary>Text of one line that is not empty.</summary>
    public string? Text(YamlNode node, int maxCharacters)
    {
        string? text = Block(node, maxCharacters);
        if (text is not null && text.AsSpan().ContainsAny('\n', '\r', '\t'))
        {
            errors.Add(node, "has a line break or a tab: write one line");
            return null;
        }

        return text;
    }

    /// <summary>Text of one or more lines that is not empty.</summary>
    public string? Block(YamlNode node, int maxCharacters)
    {
        string? text = AnyText(node, maxCharacters);
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            errors.Add(node, "is empty: write a text");
            return null;
        }

        return text;
    }

    /// <summary>Text for people: blanks around it are taken off, line breaks become blanks.</summary>
    public string? Message(YamlNode node) =>
        Block(node, PolicyLimits.MaxMessageCharacters)?.Trim().ReplaceLineEndings(" ").Replace('\t', ' ');

    /// <summary>Text that may be empty.</summary>
    public string? AnyText(YamlNode node, int maxCharacters)
    {
        if (node is not YamlScalar { Kind: YamlScalarKind.Text } scalar)
        {
            ReportWrongType(node, "a text", node is YamlScalar { Text.Length: > 0 } ? ": write it in quotes" : null);
            return null;
        }

        string? problem = scalar.Text.Length > maxCharacters ? $"is over {maxCharacters} characters"
            : scalar.Text.Any(YamlText.IsHidden) ? "has characters that cannot be seen: remove them"
            : null;
        if (problem is not null)
        {
            errors.Add(node, problem);
        }

        return problem is null ? scalar.Text : null;
    }

    /// <summary>JSON: as a text, or as the mapping that it stands for.</summary>
    public ReadOnlyMemory<byte>? Json(YamlNode node, int maxCharacters)
    {
        if (node is YamlMapping mapping)
        {
            return new YamlToJson(errors).Convert(mapping);
        }

        // Not one conditional expression: null would become an empty array, and that an empty memory.
        if (Block(node, maxCharacters) is not { } text)
        {
            return null;
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public bool? Flag(YamlNode node)
    {
        if (node is YamlScalar { Kind: YamlScalarKind.Boolean } scalar)
        {
            return scalar.Text == "true";
        }

        ReportWrongType(node, "`true` or `false` without quotes");
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Number(YamlNode node, int min, int max)
    {
        if (node is not YamlScalar { Kind: YamlScalarKind.Integer } scalar)
        {
            ReportWrongType(node, $"a whole number from {min} to {max}");
            return null;
        }

        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= min && number <= max)
        {
            return number;
        }

        errors.Add(node, $"is out of range: write a whole number from {min} to {max}");
        return null;
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(YamlNode node, params ReadOnlySpan<(string Word, T Value)> choices)
        where T : struct
    {
        var words = new List<string>();
        foreach ((string word, T value) in choices)
        {
            if (node is YamlScalar { Kind: YamlScalarKind.Text } scalar && scalar.Text == word)
            {
                return value;
            }

            words.Add(word);
        }

        if (node is YamlScalar { Kind: YamlScalarKind.Text } written)
        {
            string meant = Suggestion.For(written.Text, words) is { } word ? $"did you mean {Wording.Quote(word)}? The values are" : "write";
            errors.Add(node, $"unknown value {Wording.Quote(written.Text)}: {meant} {Wording.Or(words)}");
        }
        else
        {
            ReportWrongType(node, Wording.Or(words));
        }

        return null;
    }

    /// <summary>The items of a list.</summary>
    /// <param name="node">The value.</param>
    /// <param name="whenEmpty">What to write instead of an empty list, or null: it may be empty.</param>
    /// <param name="max">Most items.</param>
    public IReadOnlyList<YamlNode>? Items(YamlNode node, string? whenEmpty, int max = PolicyLimits.MaxEntries)
    {
        if (node is not YamlSequence sequence)
        {
            ReportWrongType(node, "a list");
            return null;
        }

        string? problem = sequence.Items.Count == 0 && whenEmpty is not null ? $"the list is empty: {whenEmpty}"
            : sequence.Items.Count > max ? $"the list has {sequence.Items.Count} items: at most {max} are allowed"
            : null;
        if (problem is not null)
        {
            errors.Add(node, problem);
        }

        return problem is null ? sequence.Items : null;
    }

    private void ReportWrongType(YamlNode node, string wanted, string? hint = null)
    {
        if (node is not YamlUnreadable)
        {
            errors.Add(node, $"is {node.Description}{hint ?? $": write {wanted}"}");
        }
    }
}
