using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>annotations</c> of a signer.</summary>
internal static class AnnotationsReader
{
    /// <summary>Names and values; what is wrong is reported.</summary>
    public static IReadOnlyDictionary<string, string> Read(YamlNode? node, NodeReader reader)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is null)
        {
            return annotations;
        }

        if (node is not YamlMapping mapping || mapping.Fields.Count > PolicyLimits.MaxEntries)
        {
            if (node is not YamlUnreadable)
            {
                reader.Errors.Add(node, node is YamlMapping ? $"has over {PolicyLimits.MaxEntries} annotations" : $"is {node.Description}: write a mapping of names and values");
            }

            return annotations;
        }

        foreach (YamlField field in mapping.Fields)
        {
            if (reader.AnyText(field.Value, PolicyLimits.MaxMessageCharacters) is { } value)
            {
                annotations.Add(field.Key.Text, value);
            }
        }

        return annotations;
    }
}
