using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads the content of a <c>TrustPolicy</c>.</summary>
internal sealed class TrustPolicyReader(NodeReader reader, RequireReader require, NamespaceScopeReader scope)
{
    private static readonly Shape SpecShape =
        new("images", "exceptImages", "namespaces", "mode", "require", "attestations", "deny", "insecureAllow", "onUnavailable");

    /// <summary>Reads a policy; null when it has no rule, which is reported.</summary>
    /// <param name="name">The name of the document.</param>
    /// <param name="spec">The content.</param>
    /// <param name="fallback">What holds when the policy says nothing about an unanswered question.</param>
    public TrustPolicy? Read(string name, YamlNode spec, UnavailableAction fallback)
    {
        if (reader.Mapping(spec, SpecShape) is not { } fields)
        {
            return null;
        }

        IReadOnlyList<ImagePattern> images = fields.Require("images", "write which images the policy speaks of") is { } imagesNode
            ? PatternReader.Images(imagesNode, "a policy needs an image", reader)
            : [];
        IReadOnlyList<ImagePattern> except = fields.Find("exceptImages") is { } exceptNode ? PatternReader.Images(exceptNode, null, reader) : [];
        NamespaceScope namespaces = scope.Read(fields.Find("namespaces"));
        PolicyMode? mode = fields.Find("mode") is { } modeNode
            ? reader.Choice(modeNode, ("enforce", PolicyMode.Enforce), ("warn", PolicyMode.Warn), ("audit", PolicyMode.Audit))
            : null;
        UnavailableAction onUnavailable = UnavailableReader.Read(fields.Find("onUnavailable"), fallback, reader);
        PolicyRule? rule = ReadRule(fields);
        ReportNeverApplies(fields, images, except, namespaces);
        return rule is null ? null : new TrustPolicy(name, images, except, namespaces, mode ?? PolicyMode.Enforce, rule, onUnavailable);
    }

    private PolicyRule? ReadRule(Fields fields)
    {
        string[] present = fields.Present("require", "deny", "insecureAllow");
        if (present.Length != 1)
        {
            reader.Errors.Add(fields.Node, present.Length == 0
                ? "has no rule: write exactly one of `require`, `deny` and `insecureAllow`"
                : $"has {Wording.And(present)}: write exactly one of `require`, `deny` and `insecureAllow`");
        }

        // Without signers a statement would be all that is checked, and no image signature at all.
        if (fields.Find("attestations") is { } attestations && !present.Contains("require"))
        {
            reader.Errors.Add(attestations, "is only for a policy with `require`: write who must sign the image as well");
        }

        // All that are there are read, so that their errors are reported as well.
        var rules = new List<PolicyRule?>();
        foreach (string name in present)
        {
            YamlNode node = fields.Find(name)!;
            rules.Add(name switch
            {
                "require" => require.Read(node, fields.Find("attestations")),
                "deny" => reader.Message(node) is { } message ? new PolicyRule.Deny(message) : null,
                _ => reader.Message(node) is { } reason ? new PolicyRule.InsecureAllow(reason) : null,
            });
        }

        return rules.Count == 1 ? rules[0] : null;
    }

    /// <summary>A policy that takes out again what it speaks of protects nothing, and says nothing about it.</summary>
    private void ReportNeverApplies(Fields fields, IReadOnlyList<ImagePattern> images, IReadOnlyList<ImagePattern> except, NamespaceScope namespaces)
    {
        if (images.Count > 0 && images.All(image => except.Any(other => other.Text is "**" || other.Text == image.Text)))
        {
            reader.Errors.Add(fields.Find("exceptImages")!, "takes out every image of `images`: the policy would never apply");
        }

        if (namespaces.Exclude.Any(pattern => pattern.Text.Trim('*').Length == 0)
            || (namespaces.Include.Count > 0 && namespaces.Include.All(pattern => namespaces.Exclude.Any(other => other.Text == pattern.Text))))
        {
            reader.Errors.Add(fields.Find("namespaces")!, "`exclude` takes out every namespace of `include`: the policy would never apply");
        }
    }
}
