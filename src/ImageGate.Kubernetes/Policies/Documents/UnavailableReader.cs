using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>onUnavailable</c>.</summary>
internal static class UnavailableReader
{
    /// <summary>What an unanswered question does; denied when nothing usable is written, which is reported.</summary>
    /// <param name="node">The value, or null: nothing is written.</param>
    /// <param name="fallback">What holds when nothing is written.</param>
    /// <param name="reader">Where errors go.</param>
    public static UnavailableAction Read(YamlNode? node, UnavailableAction fallback, NodeReader reader)
    {
        if (node is YamlMapping mapping && mapping.Find("verifiedWithin") is { } field)
        {
            reader.Errors.Add(field.Key, "`verifiedWithin` is not supported yet: write `onUnavailable: deny` or `onUnavailable: warn`");
            return UnavailableAction.Deny;
        }

        return node is null ? fallback
            : reader.Choice(node, ("deny", UnavailableAction.Deny), ("warn", UnavailableAction.Warn)) ?? UnavailableAction.Deny;
    }
}
