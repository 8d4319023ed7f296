using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>namespaces</c>.</summary>
/// <param name="reader">Reads values.</param>
/// <param name="noLabels">Why no labels of namespaces are known, or null: they are.</param>
internal sealed class NamespaceScopeReader(NodeReader reader, string? noLabels)
{
    private static readonly Shape ScopeShape = new("include", "exclude", "selector");

    /// <summary>Where a policy holds: everywhere, when nothing is written.</summary>
    public NamespaceScope Read(YamlNode? node)
    {
        if (node is null || reader.Mapping(node, ScopeShape) is not { } fields)
        {
            return NamespaceScope.Everywhere;
        }

        (YamlNode? include, YamlNode? exclude, YamlNode? selector) = (fields.Find("include"), fields.Find("exclude"), fields.Find("selector"));
        if (include is null && exclude is null && selector is null)
        {
            reader.Errors.Add(node, "has none of `include`, `exclude` and `selector`: write one, or leave `namespaces` out to mean every namespace");
        }

        if (selector is not null && noLabels is not null)
        {
            reader.Errors.Add(selector, noLabels);
        }

        // An empty `include` could mean all or none; a template that rendered nothing must not decide that.
        return new NamespaceScope(
            include is null ? [] : PatternReader.Namespaces(include, "name a namespace, or leave `include` out to mean every one", reader),
            exclude is null ? [] : PatternReader.Namespaces(exclude, null, reader))
        {
            Selector = selector is null ? null : new LabelSelectorReader(reader).Read(selector),
        };
    }
}
