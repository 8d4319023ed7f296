using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>The fields of one mapping, of which each is known.</summary>
internal sealed class Fields
{
    private readonly YamlMapping _mapping;
    private readonly LoadErrors _errors;

    private Fields(YamlMapping mapping, LoadErrors errors)
    {
        _mapping = mapping;
        _errors = errors;
    }

    /// <summary>The mapping, for errors of the whole.</summary>
    public YamlNode Node => _mapping;

    /// <summary>Looks at the names; unknown ones are reported.</summary>
    /// <returns>Null when the node is no mapping, which is reported.</returns>
    public static Fields? Of(YamlNode node, Shape shape, LoadErrors errors)
    {
        if (node is not YamlMapping mapping)
        {
            if (node is not YamlUnreadable)
            {
                errors.Add(node, $"is {node.Description}: write a mapping with {Wording.And(shape.Known)}");
            }

            return null;
        }

        foreach (YamlField field in mapping.Fields)
        {
            if (!shape.Known.Contains(field.Key.Text))
            {
                errors.Add(field.Key, Unknown(field.Key.Text, shape));
            }
        }

        return new Fields(mapping, errors);
    }

    /// <summary>The value of a field, or null: it is not there.</summary>
    public YamlNode? Find(string name) => _mapping.Find(name)?.Value;

    /// <summary>The value of a field; when it is not there that is reported.</summary>
    /// <param name="name">The field.</param>
    /// <param name="needed">What to write, for people.</param>
    public YamlNode? Require(string name, string needed)
    {
        YamlNode? value = Find(name);
        if (value is null)
        {
            _errors.AddMissing(_mapping, name, $"is missing: {needed}");
        }

        return value;
    }

    /// <summary>Those of <paramref name="names"/> that are there.</summary>
    public string[] Present(params ReadOnlySpan<string> names)
    {
        var present = new List<string>();
        foreach (string name in names)
        {
            if (Find(name) is not null)
            {
                present.Add(name);
            }
        }

        return [.. present];
    }

    private static string Unknown(string name, Shape shape) =>
        Suggestion.For(name, shape.Known) is { } meant
            ? $"unknown field: did you mean {Wording.Quote(meant)}?"
            : $"unknown field: the fields here are {Wording.And(shape.Known)}";
}
