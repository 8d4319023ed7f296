using ImageGate.Alerts.Payloads;
using ImageGate.Alerts.Templates;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>Reads what the body of a receiver looks like: one of the formats, or a template.</summary>
internal sealed class FormatReader(NodeReader reader, ReferencedContents contents)
{
    private const string PagerDuty = "pagerDuty";

    // Source: PagerDuty, Events API v2: 32 characters.
    private const int MaxKeyCharacters = 64;

    private readonly SecretText _secrets = new(reader, contents);

    /// <summary>Reads it; null when something is wrong, which was reported.</summary>
    public PayloadFormat? Read(Fields fields)
    {
        string[] kinds = fields.Present(["format", .. SecretText.NamesOf("template")]);
        if (kinds.Length != 1)
        {
            reader.Errors.Add(fields.Node, kinds.Length == 0
                ? "has no format: write `format: slack` or another one, or a `template`"
                : $"has {Wording.And(kinds)}: write exactly one of them");
            return null;
        }

        PayloadFormat? format = fields.Find("format") is { } node ? ReadFormat(node, fields) : ReadTemplate(fields);
        if (fields.Find("format") is not YamlScalar { Text: PagerDuty } && fields.Present(SecretText.NamesOf("routingKey")) is [var key, ..])
        {
            reader.Errors.Add(fields.Find(key)!, "is for `format: pagerDuty`: remove it");
        }

        return format;
    }

    private PayloadFormat? ReadFormat(YamlNode node, Fields fields)
    {
        Kind? kind = reader.Choice(
            node,
            ("slack", Kind.Slack),
            ("teams", Kind.Teams),
            (PagerDuty, Kind.PagerDuty),
            ("opsgenie", Kind.Opsgenie),
            ("ecs", Kind.Ecs),
            ("sysdig", Kind.Sysdig),
            ("cloudEvents", Kind.CloudEvents),
            ("webhook", Kind.Webhook));
        return kind switch
        {
            Kind.Slack => PayloadFormat.Slack,
            Kind.Teams => PayloadFormat.Teams,
            Kind.PagerDuty => ReadPagerDuty(fields),
            Kind.Opsgenie => PayloadFormat.Opsgenie,
            Kind.Ecs => PayloadFormat.Ecs,
            Kind.Sysdig => PayloadFormat.Sysdig,
            Kind.CloudEvents => PayloadFormat.CloudEvents,
            Kind.Webhook => PayloadFormat.Webhook,
            _ => null,
        };
    }

    private PayloadFormat? ReadPagerDuty(Fields fields) =>
        _secrets.Read(fields, "routingKey", MaxKeyCharacters, "has no key of the integration: write `routingKey`, or a file that holds it as `routingKeyFile`").Text is { } key
            ? PayloadFormat.PagerDuty(key)
            : null;

    private PayloadFormat? ReadTemplate(Fields fields)
    {
        (YamlNode? node, string? text) = _secrets.Read(fields, "template", AlertLimits.MaxTemplateCharacters, null);
        if (text is null)
        {
            return null;
        }

        if (!AlertTemplate.TryParse(text, out AlertTemplate? template, out string? problem, out string? unknown))
        {
            reader.Errors.Add(node!, unknown is null ? "the template " + problem : UnknownName(unknown));
        }

        return template?.Format;
    }

    private static string UnknownName(string name) =>
        $"the template has an unknown placeholder {Wording.Quote(name)}: "
        + (Suggestion.For(name, AlertTemplate.Names) is { } meant ? $"did you mean {Wording.Quote(meant)}?" : $"there are {Wording.And(AlertTemplate.Names)}");

    private enum Kind
    {
        Slack,
        Teams,
        PagerDuty,
        Opsgenie,
        Ecs,
        Sysdig,
        CloudEvents,
        Webhook,
    }
}
