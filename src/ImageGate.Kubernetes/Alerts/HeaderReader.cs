using ImageGate.Alerts;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>Reads <c>headers</c> of a receiver.</summary>
internal sealed class HeaderReader(NodeReader reader, ReferencedContents contents)
{
    private static readonly Shape HeaderShape = new("name", "value", "valueFile");

    private readonly SecretText _secrets = new(reader, contents);

    /// <summary>The headers; what is wrong was reported.</summary>
    public IReadOnlyList<AlertHeader> Read(YamlNode node)
    {
        var headers = new List<AlertHeader>();
        foreach (YamlNode item in reader.Items(node, null, AlertLimits.MaxHeaders) ?? [])
        {
            if (ReadOne(item) is not { } header)
            {
                continue;
            }

            if (headers.Exists(other => other.Name.Equals(header.Name, StringComparison.OrdinalIgnoreCase)))
            {
                reader.Errors.Add(item, $"the header {Wording.Quote(header.Name)} is there twice: remove one");
            }

            headers.Add(header);
        }

        return headers;
    }

    private AlertHeader? ReadOne(YamlNode node)
    {
        if (reader.Mapping(node, HeaderShape) is not { } fields)
        {
            return null;
        }

        string? name = fields.Require("name", "write the header's name: `Authorization`") is { } nameNode ? ReadName(nameNode) : null;
        (YamlNode? valueNode, string? value) = _secrets.Read(fields, "value", AlertLimits.MaxHeaderCharacters, "has no value: write `value`, or a file that holds it as `valueFile`");
        if (name is null || value is null)
        {
            return null;
        }

        // The value is not repeated: it is a secret.
        if (!AlertHeader.TryCreate(name, value, out AlertHeader? header))
        {
            reader.Errors.Add(valueNode!, "cannot be sent as a header: write one line of visible ASCII characters");
        }

        return header;
    }

    private string? ReadName(YamlNode node)
    {
        if (reader.Text(node, AlertLimits.MaxNameCharacters) is not { } name)
        {
            return null;
        }

        if (!AlertHeader.IsName(name))
        {
            reader.Errors.Add(node, "is no header that can be set: write a name of letters, digits and `-` that is none of the connection's own (`Host`, `Content-Type`, …)");
            return null;
        }

        return name;
    }
}
