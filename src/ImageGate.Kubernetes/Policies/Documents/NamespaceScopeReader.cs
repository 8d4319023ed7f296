using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>namespaces</c>.</summary>
internal static class NamespaceScopeReader
{
    private static readonly Shape ScopeShape = new("include", "exclude");

    /// <summary>Where a policy holds: everywhere, when nothing is written.</summary>
    public static NamespaceScope Read(YamlNode? node, NodeReader reader)
    {
        if (node is null || reader.Mapping(node, ScopeShape) is not { } fields)
        {
            return NamespaceScope.Everywhere;
        }

        (YamlNode? include, YamlNode? exclude) = (fields.Find("include"), fields.Find("exclude"));
        if (include is null && exclude is null)
        {
            reader.Errors.Add(node, "has neither `include` nor `exclude`: write one, or leave `namespaces` out to mean every namespace");
        }

        // An empty `include` could mean all or none; a template that rendered nothing must not decide that.
        return new NamespaceScope(
            include is null ? [] : PatternReader.Namespaces(include, "name a namespace, or leave `include` out to mean every one", reader),
            exclude is null ? [] : PatternReader.Namespaces(exclude, null, reader));
    }
}
