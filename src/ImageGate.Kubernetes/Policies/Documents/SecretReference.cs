using System.Text.RegularExpressions;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>key.secret</c>: <c>namespace/name/key</c>.</summary>
/// <remarks>Source: Kubernetes, apimachinery/pkg/util/validation: IsDNS1123Label, IsDNS1123Subdomain, IsConfigMapKey.</remarks>
internal static partial class SecretReference
{
    private const int MaxNamespaceCharacters = 63;
    private const int MaxKeyCharacters = 253;

    /// <summary>Reads the three names; null when one is none, which is reported.</summary>
    public static KeyReference.SecretEntry? Read(YamlNode node, NodeReader reader)
    {
        if (reader.Text(node, PolicyLimits.MaxPathCharacters) is not { } text)
        {
            return null;
        }

        if (text.Split('/') is not [var space, var name, var key])
        {
            reader.Errors.Add(node, "is not `namespace/name/key`: write the Secret's namespace, its name and the entry that has the public key");
            return null;
        }

        string? problem = space.Length > MaxNamespaceCharacters || !ObjectName.IsName(space) || space.Contains('.') ? $"{Wording.Quote(space)} is no namespace"
            : !ObjectName.IsName(name) ? $"{Wording.Quote(name)} is no name of a Secret"
            : key.Length > MaxKeyCharacters || key is "." or ".." || !Entry().IsMatch(key) ? $"{Wording.Quote(key)} is no entry of a Secret: those have letters, digits, `-`, `_` and `.`"
            : null;
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return problem is null ? new KeyReference.SecretEntry(space, name, key) : null;
    }

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex Entry();
}
