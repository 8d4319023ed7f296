using System.Text.Json.Nodes;
using ImageGate.Alerts;
using ImageGate.Alerts.Payloads;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>Reads one receiver of an <c>AlertConfig</c>.</summary>
internal sealed class ReceiverReader(NodeReader reader, ReferencedContents contents)
{
    private static readonly Shape ReceiverShape = new(
        "name", "events", "format", "template", "templateFile", "url", "urlFile", "routingKey", "routingKeyFile", "headers", "payloadFields", "priority",
        "window", "timeout", "proxy", "caBundle", "insecureHttp", "denyIfUndelivered");

    private readonly SecretText _secrets = new(reader, contents);
    private readonly FormatReader _formats = new(reader, contents);
    private readonly HeaderReader _headers = new(reader, contents);

    /// <summary>Reads it; null when something is wrong, which was reported.</summary>
    public ReceiverSettings? Read(YamlNode node)
    {
        if (reader.Mapping(node, ReceiverShape) is not { } fields)
        {
            return null;
        }

        string? name = fields.Require("name", "every receiver needs a name") is { } nameNode ? ObjectName.Read(nameNode, reader) : null;
        IReadOnlyList<AlertEvent>? events = fields.Require("events", "write what it is told: `[denied, unavailable]`") is { } list ? ReadEvents(list) : null;
        bool isPlain = fields.Find("insecureHttp") is { } plain && reader.Flag(plain) == true;
        bool denies = fields.Find("denyIfUndelivered") is { } flag && ReadDenies(flag, events);
        PayloadFormat? format = _formats.Read(fields);
        Uri? address = ReadAddress(fields, isPlain, format);
        JsonObject? payloadFields = fields.Find("payloadFields") is { } more ? ReadPayloadFields(more) : null;
        IReadOnlyList<AlertHeader> headers = fields.Find("headers") is { } headerList ? _headers.Read(headerList) : [];
        int priority = fields.Find("priority") is { } number ? reader.Number(number, 1, 5) ?? 0 : 3;
        TimeSpan window = ReadTime(fields.Find("window"), AlertLimits.DefaultWindow, AlertLimits.MaxWindow);
        TimeSpan timeout = ReadTime(fields.Find("timeout"), AlertLimits.DefaultTimeout, AlertLimits.MaxTimeout);
        Uri? proxy = fields.Find("proxy") is { } proxyNode ? ReadProxy(proxyNode) : null;
        string? bundle = fields.Find("caBundle") is { } pem ? ReadCaBundle(pem, isPlain) : null;
        return name is null || events is null || format is null || address is null
            ? null
            : new ReceiverSettings(name, events, address, format)
            {
                Headers = headers,
                PayloadFields = payloadFields,
                Priority = priority,
                Window = window,
                Timeout = timeout,
                Proxy = proxy,
                CaBundle = bundle,
                DenyIfUndelivered = denies,
            };
    }

    private IReadOnlyList<AlertEvent>? ReadEvents(YamlNode node)
    {
        if (reader.Items(node, "write what it is told: `[denied, unavailable]`") is not { } items)
        {
            return null;
        }

        var events = new List<AlertEvent>();
        foreach (YamlNode item in items)
        {
            AlertEvent? read = reader.Choice(
                item,
                ("denied", AlertEvent.Denied),
                ("wouldDeny", AlertEvent.WouldDeny),
                ("admitted", AlertEvent.Admitted),
                ("unavailable", AlertEvent.Unavailable),
                ("policiesRejected", AlertEvent.PoliciesRejected));
            if (read is { } known && !events.Contains(known))
            {
                events.Add(known);
            }
            else if (read is not null)
            {
                reader.Errors.Add(item, "is there twice: remove one");
            }
        }

        return events;
    }

    private bool ReadDenies(YamlNode node, IReadOnlyList<AlertEvent>? events)
    {
        bool denies = reader.Flag(node) == true;
        if (denies && events is not null && !events.Contains(AlertEvent.Admitted) && !events.Contains(AlertEvent.WouldDeny))
        {
            reader.Errors.Add(node, "has no effect without `admitted` or `wouldDeny` among `events`: what else raises alerts is denied already");
        }

        return denies;
    }

    private Uri? ReadAddress(Fields fields, bool isPlain, PayloadFormat? format)
    {
        bool hasDefault = format?.DefaultAddress is not null;
        (YamlNode? node, string? text) = _secrets.Read(
            fields, "url", PolicyLimits.MaxUrlCharacters, hasDefault || format is null ? null : "has no address: write `url`, or a file that holds it as `urlFile`");
        if (text is null)
        {
            return node is null && fields.Present(SecretText.NamesOf("url")).Length == 0 ? format?.DefaultAddress : null;
        }

        if (ReceiverAddress.Check(text, isPlain, out Uri? address) is { } problem)
        {
            reader.Errors.Add(node!, problem);
            return null;
        }

        return address;
    }

    private Uri? ReadProxy(YamlNode node)
    {
        Uri? address = null;
        if (reader.Text(node, PolicyLimits.MaxUrlCharacters) is { } text && ReceiverAddress.CheckProxy(text, out address) is { } problem)
        {
            reader.Errors.Add(node, problem);
        }

        return address;
    }

    private JsonObject? ReadPayloadFields(YamlNode node)
    {
        if (node is not YamlMapping)
        {
            if (node is not YamlUnreadable)
            {
                reader.Errors.Add(node, $"is {node.Description}: write a mapping of fields and values");
            }

            return null;
        }

        return reader.Json(node, 0) is { } json ? JsonNode.Parse(json.Span) as JsonObject : null;
    }

    private TimeSpan ReadTime(YamlNode? node, TimeSpan otherwise, TimeSpan most)
    {
        if (node is null || Duration.Read(node, reader) is not { } time)
        {
            return otherwise;
        }

        if (time > most)
        {
            reader.Errors.Add(node, $"is over {most.TotalSeconds} seconds");
        }

        return time;
    }

    private string? ReadCaBundle(YamlNode node, bool isPlain)
    {
        string? pem = reader.Block(node, PolicyLimits.MaxPemCharacters);
        string? problem = pem is null ? null : CaBundle.Check(pem) ?? (isPlain ? "plain HTTP has no certificates to check: remove `caBundle` or `insecureHttp`" : null);
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return pem;
    }
}
