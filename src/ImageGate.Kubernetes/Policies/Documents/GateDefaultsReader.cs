using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads the content of a <c>GateDefaults</c>.</summary>
internal static class GateDefaultsReader
{
    private static readonly Shape SpecShape = new("unmatchedImages", "pinning", "onUnavailable");

    /// <summary>What is written, and the strict default for what is not.</summary>
    public static (GateDefaults Defaults, UnavailableAction OnUnavailable) Read(YamlNode spec, NodeReader reader)
    {
        GateDefaults strict = GateDefaults.Strict;
        if (reader.Mapping(spec, SpecShape) is not { } fields)
        {
            return (strict, UnavailableAction.Deny.Instance);
        }

        UnmatchedImages? unmatched = fields.Find("unmatchedImages") is { } unmatchedNode
            ? reader.Choice(unmatchedNode, ("deny", UnmatchedImages.Deny), ("warn", UnmatchedImages.Warn), ("allow", UnmatchedImages.Allow))
            : null;
        Pinning? pinning = fields.Find("pinning") is { } pinningNode
            ? reader.Choice(pinningNode, ("pods", Pinning.Pods), ("all", Pinning.All), ("none", Pinning.None))
            : null;
        return (
            new GateDefaults(unmatched ?? strict.UnmatchedImages, pinning ?? strict.Pinning),
            UnavailableReader.Read(fields.Find("onUnavailable"), UnavailableAction.Deny.Instance, reader));
    }
}
