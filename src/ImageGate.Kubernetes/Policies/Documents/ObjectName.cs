using System.Text.RegularExpressions;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Names of documents and signers. Source: RFC 1123 sub-domain, as Kubernetes' object names.</summary>
internal static partial class ObjectName
{
    /// <summary>Whether a text is such a name.</summary>
    public static bool IsName(string text) => text.Length <= PolicyLimits.MaxNameCharacters && Grammar().IsMatch(text);

    /// <summary>Reads a name; null when it is none, which is reported.</summary>
    public static string? Read(YamlNode node, NodeReader reader)
    {
        string? name = reader.Text(node, PolicyLimits.MaxNameCharacters);
        if (name is not null && !IsName(name))
        {
            reader.Errors.Add(node, "is not a valid name: write lower-case letters, digits, `-` and `.`, beginning and ending with a letter or digit");
            return null;
        }

        return name;
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*\z")]
    private static partial Regex Grammar();
}
