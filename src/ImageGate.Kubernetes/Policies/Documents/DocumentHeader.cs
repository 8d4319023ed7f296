using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>What all kinds of documents have.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Root">The document.</param>
/// <param name="NameNode">Where the name stands, or null: there is none, which was reported.</param>
/// <param name="Name">The name, or null as well.</param>
/// <param name="Spec">The content, or null: there is none, which was reported.</param>
internal sealed record DocumentHeader(DocumentKind Kind, YamlNode Root, YamlNode? NameNode, string? Name, YamlNode? Spec)
{
    private const string ApiVersion = "imagegate.dev/v1";

    private static readonly string[] Kinds = [nameof(DocumentKind.TrustPolicy), nameof(DocumentKind.TrustRoot), nameof(DocumentKind.RegistryAccess), nameof(DocumentKind.GateDefaults)];

    private static readonly Shape DocumentShape = new("apiVersion", "kind", "metadata", "spec");
    private static readonly Shape MetadataShape = new("name");

    /// <summary>Reads the header; null when it is not known what the document is, which is reported.</summary>
    public static DocumentHeader? Read(YamlNode document, NodeReader reader)
    {
        // Something else altogether, such as the ConfigMap around a policy, is one error and not one for each field.
        if (document is YamlMapping mapping && !CouldBeOurs(mapping))
        {
            reader.Errors.Add(document, $"is not a policy document: it needs `apiVersion: {ApiVersion}` and `kind: {DocumentKind.TrustPolicy}`, `{DocumentKind.RegistryAccess}` or `{DocumentKind.GateDefaults}`");
            return null;
        }

        if (reader.Mapping(document, DocumentShape) is not { } fields)
        {
            return null;
        }

        if (fields.Require("apiVersion", $"write `{ApiVersion}`") is { } version)
        {
            reader.Choice(version, (ApiVersion, true));
        }

        DocumentKind? kind = fields.Require("kind", $"write {Wording.Or(Kinds)}") is { } written ? ReadKind(written, reader) : null;
        YamlNode? name = fields.Require("metadata", "write `metadata: {name: …}`") is { } metadata
            ? reader.Mapping(metadata, MetadataShape)?.Require("name", "every document needs a name")
            : null;
        YamlNode? spec = fields.Require("spec", "every document needs one");
        string? text = name is null ? null : ObjectName.Read(name, reader);
        return kind is { } known ? new DocumentHeader(known, document, name, text, spec) : null;
    }

    private static bool CouldBeOurs(YamlMapping mapping) =>
        mapping.Find("apiVersion")?.Value is not YamlScalar version
        || version.Text.StartsWith("imagegate", StringComparison.OrdinalIgnoreCase)
        || (mapping.Find("kind")?.Value is YamlScalar kind && Kinds.Contains(kind.Text));

    private static DocumentKind? ReadKind(YamlNode node, NodeReader reader) => reader.Choice(
        node,
        (nameof(DocumentKind.TrustPolicy), DocumentKind.TrustPolicy),
        (nameof(DocumentKind.TrustRoot), DocumentKind.TrustRoot),
        (nameof(DocumentKind.RegistryAccess), DocumentKind.RegistryAccess),
        (nameof(DocumentKind.GateDefaults), DocumentKind.GateDefaults));
}
