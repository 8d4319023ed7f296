using ImageGate.Alerts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>Reads an <c>AlertConfig</c>.</summary>
internal sealed class AlertConfigReader(NodeReader reader, ReferencedContents contents)
{
    /// <summary>The document's kind.</summary>
    public const string Kind = "AlertConfig";

    private const string ApiVersion = "imagegate.dev/v1";

    private static readonly Shape DocumentShape = new("apiVersion", "kind", "metadata", "spec");
    private static readonly Shape MetadataShape = new("name");
    private static readonly Shape SpecShape = new("cluster", "receivers");

    private readonly ReceiverReader _receivers = new(reader, contents);

    /// <summary>Reads it; what is null was reported.</summary>
    public AlertConfig? Read(YamlNode document)
    {
        if (reader.Mapping(document, DocumentShape) is not { } fields)
        {
            return null;
        }

        if (fields.Require("apiVersion", $"write `{ApiVersion}`") is { } version)
        {
            reader.Choice(version, (ApiVersion, true));
        }

        if (fields.Require("kind", $"write `{Kind}`") is { } kind)
        {
            reader.Choice(kind, (Kind, true));
        }

        if (fields.Require("metadata", "write `metadata: {name: …}`") is { } metadata && reader.Mapping(metadata, MetadataShape)?.Require("name", "every document needs a name") is { } name)
        {
            ObjectName.Read(name, reader);
        }

        return fields.Require("spec", "every document needs one") is { } spec ? ReadSpec(spec) : null;
    }

    private AlertConfig? ReadSpec(YamlNode node)
    {
        if (reader.Mapping(node, SpecShape) is not { } fields)
        {
            return null;
        }

        string? cluster = fields.Find("cluster") is { } text ? reader.Text(text, PolicyLimits.MaxNameCharacters) : "";
        IReadOnlyList<YamlNode>? items = fields.Require("receivers", "name at least one receiver") is { } list
            ? reader.Items(list, "name at least one receiver", AlertLimits.MaxReceivers)
            : null;
        (YamlNode Node, ReceiverSettings? Receiver)[] read = [.. (items ?? []).Select(item => (item, _receivers.Read(item)))];
        foreach (IGrouping<string, (YamlNode Node, ReceiverSettings? Receiver)> same in read.Where(one => one.Receiver is not null).GroupBy(one => one.Receiver!.Name).Where(same => same.Count() > 1))
        {
            reader.Errors.Add(same.Last().Node, $"the name {Wording.Quote(same.Key)} is there twice: give every receiver a name of its own");
        }

        return cluster is null || items is null || Array.Exists(read, one => one.Receiver is null) ? null : new AlertConfig(cluster, [.. read.Select(one => one.Receiver!)]);
    }
}
