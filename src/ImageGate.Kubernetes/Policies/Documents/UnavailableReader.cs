using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>onUnavailable</c>.</summary>
internal static class UnavailableReader
{
    private static readonly Shape MappingShape = new("verifiedWithin");

    private enum Word
    {
        Deny,
        Warn,
    }

    /// <summary>What an unanswered question does; denied when nothing usable is written, which is reported.</summary>
    /// <param name="node">The value, or null: nothing is written.</param>
    /// <param name="fallback">What holds when nothing is written.</param>
    /// <param name="reader">Where errors go.</param>
    public static UnavailableAction Read(YamlNode? node, UnavailableAction fallback, NodeReader reader)
    {
        if (node is YamlMapping)
        {
            return reader.Mapping(node, MappingShape) is { } fields && fields.Require("verifiedWithin", "write `deny`, `warn` or `verifiedWithin: 24h`") is { } within
                && Duration.Read(within, reader) is { } time
                ? new UnavailableAction.VerifiedWithin(time)
                : UnavailableAction.Deny.Instance;
        }

        return node is null ? fallback : reader.Choice(node, ("deny", Word.Deny), ("warn", Word.Warn)) switch
        {
            Word.Warn => UnavailableAction.Warn.Instance,
            _ => UnavailableAction.Deny.Instance,
        };
    }
}
