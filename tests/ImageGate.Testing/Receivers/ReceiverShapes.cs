using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using static ImageGate.Testing.Receivers.JsonShape;
using Shapes = System.Collections.Generic.Dictionary<string, ImageGate.Testing.Receivers.JsonShape>;

namespace ImageGate.Testing.Receivers;

/// <summary>What each receiver of alerts takes, in our own words from what its vendor has published. Only what ImageGate sends is in it.</summary>
public static partial class ReceiverShapes
{
    private static readonly Text Time = new() { Pattern = Rfc3339() };
    private static readonly List Texts = new(new Text());

    private static readonly Dictionary<string, (JsonShape Body, int MostBytes)> All = new(StringComparer.Ordinal)
    {
        ["slack"] = (Slack(), int.MaxValue),
        ["teams"] = (Teams(), 28 * 1024),
        ["pagerDuty"] = (PagerDuty(), 512 * 1024),
        ["opsgenie"] = (Opsgenie(), int.MaxValue),
        ["ecs"] = (Ecs(), int.MaxValue),
        ["sysdig"] = (Sysdig(), int.MaxValue),
        ["cloudEvents"] = (CloudEvents(), int.MaxValue),
        ["webhook"] = (Webhook(), int.MaxValue),
    };

    /// <summary>The names of the formats.</summary>
    public static IEnumerable<string> Formats => All.Keys;

    /// <summary>What is wrong with the body of an alert; none: the receiver takes it.</summary>
    public static IReadOnlyList<string> Problems(string format, string body)
    {
        (JsonShape shape, int mostBytes) = All[format];
        int bytes = Encoding.UTF8.GetByteCount(body);
        return [.. shape.Problems(JsonNode.Parse(body), "$"), .. bytes > mostBytes ? [string.Create(CultureInfo.InvariantCulture, $"$: {bytes} bytes are more than {mostBytes}")] : Array.Empty<string>()];
    }

    // Source: docs.slack.dev, "Sending messages using incoming webhooks"; Block Kit reference: header (150), section (text 3,000,
    // 10 fields of 2,000), text object (type, text, emoji); 50 blocks a message.
    private static Members Slack()
    {
        static Members Plain(int most) => new(
            new Shapes { ["type"] = new Word("plain_text"), ["text"] = new Text(1, most) }, new Shapes { ["emoji"] = new Flag() });

        var section = new Members(
            new Shapes { ["type"] = new Word("section") }, new Shapes { ["text"] = Plain(3_000), ["fields"] = new List(Plain(2_000), 1, 10) });
        var header = new Members(new Shapes { ["type"] = new Word("header"), ["text"] = Plain(150) });
        return new Members(new Shapes
        {
            ["text"] = new Text(1, 40_000),
            ["mrkdwn"] = new Flag(),
            ["blocks"] = new List(new OneOf("type", new Shapes { ["header"] = header, ["section"] = section }), 1, 50),
        });
    }

    // Source: learn.microsoft.com, "Create incoming webhooks with Workflows" (message, attachments, contentUrl null; 28 KB);
    // microsoft/AdaptiveCards, schemas/1.4.0: AdaptiveCard, TextBlock, RichTextBlock, TextRun; Teams' own "msteams": {"width": "Full"}.
    private static Members Teams()
    {
        var size = new Word("default", "small", "medium", "large", "extraLarge", "Default", "Small", "Medium", "Large", "ExtraLarge");
        var weight = new Word("default", "lighter", "bolder", "Default", "Lighter", "Bolder");
        var run = new Members(new Shapes { ["type"] = new Word("TextRun"), ["text"] = new Text() }, new Shapes { ["size"] = size, ["weight"] = weight });
        var block = new Members(new Shapes { ["type"] = new Word("TextBlock"), ["text"] = new Text() }, new Shapes { ["size"] = size, ["weight"] = weight, ["wrap"] = new Flag() });
        var rich = new Members(new Shapes { ["type"] = new Word("RichTextBlock"), ["inlines"] = new List(run, 1) });
        var card = new Members(
            new Shapes
            {
                ["type"] = new Word("AdaptiveCard"),
                ["version"] = new Word("1.4"),
                ["body"] = new List(new OneOf("type", new Shapes { ["TextBlock"] = block, ["RichTextBlock"] = rich }), 1),
            },
            new Shapes { ["$schema"] = new Word("http://adaptivecards.io/schemas/adaptive-card.json"), ["msteams"] = new Members(new Shapes { ["width"] = new Word("Full") }) });
        var attachment = new Members(new Shapes { ["contentType"] = new Word("application/vnd.microsoft.card.adaptive"), ["contentUrl"] = new Null(), ["content"] = card });
        return new Members(new Shapes { ["type"] = new Word("message"), ["attachments"] = new List(attachment, 1, 1) });
    }

    // Source: PagerDuty/api-schema, reference/events-v2 (required members, severity, event_action); developer.pagerduty.com,
    // "Send an Alert Event": summary 1,024 characters, dedup_key 255, routing_key 32, an event 512 KB.
    private static Members PagerDuty() => new(
        new Shapes
        {
            ["routing_key"] = new Text(32, 32),
            ["event_action"] = new Word("trigger", "acknowledge", "resolve"),
            ["payload"] = new Members(
                new Shapes { ["summary"] = new Text(1, 1_024), ["source"] = new Text(1), ["severity"] = new Word("critical", "error", "warning", "info") },
                new Shapes { ["timestamp"] = Time, ["component"] = new Text(), ["group"] = new Text(), ["class"] = new Text(), ["custom_details"] = new Map(new Any()) }),
        },
        new Shapes { ["dedup_key"] = new Text(1, 255), ["client"] = new Text() });

    // Source: docs.opsgenie.com, Alert API, "Create Alert", and "Alerts and Alert Fields".
    private static Members Opsgenie() => new(
        new Shapes { ["message"] = new Text(1, 130) },
        new Shapes
        {
            ["alias"] = new Text(0, 512),
            ["description"] = new Text(0, 15_000),
            ["tags"] = new List(new Text(1, 50), 0, 20),
            ["details"] = new Map(new Text(), 8_000),
            ["entity"] = new Text(0, 512),
            ["source"] = new Text(0, 100),
            ["priority"] = new Word("P1", "P2", "P3", "P4", "P5"),
        });

    // Source: elastic/ecs 8.11, generated/ecs/ecs_flat.yml (types of the fields; a field of type keyword may have several values);
    // "ECS categorization fields": intrusion_detection has the types allowed, denied, info.
    private static Members Ecs()
    {
        var keyword = new Text();
        return new Members(new Shapes
        {
            ["@timestamp"] = Time,
            ["message"] = new Text(1),
            ["ecs"] = new Members(new Shapes { ["version"] = new Word("8.11.0") }),
            ["event"] = new Members(new Shapes
            {
                ["kind"] = new Word("alert"),
                ["category"] = new List(new Word("intrusion_detection"), 1, 1),
                ["type"] = new List(new Word("allowed", "denied", "info"), 1),
                ["outcome"] = new Word("failure", "success", "unknown"),
                ["action"] = keyword,
                ["reason"] = keyword,
                ["id"] = keyword,
                ["created"] = Time,
                ["severity"] = new Number(1, 5),
                ["provider"] = keyword,
            }),
            ["orchestrator"] = new Members(new Shapes
            {
                ["type"] = new Word("kubernetes"),
                ["cluster"] = new Members(new Shapes { ["name"] = keyword }),
                ["namespace"] = keyword,
                ["resource"] = new Members(new Shapes { ["type"] = keyword, ["name"] = keyword }),
            }),
            ["container"] = new Members(new Shapes
            {
                ["image"] = new Members(new Shapes { ["name"] = Texts, ["hash"] = new Members(new Shapes { ["all"] = Texts }) }),
            }),
            ["rule"] = new Members(new Shapes { ["name"] = Texts }),
            ["user"] = new Members(new Shapes { ["name"] = keyword }),
            ["agent"] = new Members(new Shapes { ["id"] = keyword, ["type"] = keyword }),
            ["labels"] = new Map(keyword),
        });
    }

    // Source: requests to /api/v1/eventsDispatch/ingest that Sysdig's own labs show (members and their types), and Falco's
    // priorities. The time is an epoch in seconds here: decision 0034.
    private static Members Sysdig() => new(new Shapes
    {
        ["events"] = new List(
            new Members(new Shapes
            {
                ["timestamp"] = new Number(1_000_000_000, 9_999_999_999),
                ["rule"] = new Text(1),
                ["priority"] = new Word("emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"),
                ["output"] = new Text(1),
                ["source"] = new Text(1),
                ["tags"] = new List(new Text(1)),
                ["output_fields"] = new Map(new Any()),
            }),
            1),
        ["labels"] = new Map(new Text()),
    });

    // Source: CloudEvents 1.0.2, "Context Attributes" (required ones, no empty texts); JSON Event Format 1.0.2.
    private static Members CloudEvents() => new(
        new Shapes { ["specversion"] = new Word("1.0"), ["id"] = new Text(1), ["source"] = new Text(1) { Pattern = UriReference() }, ["type"] = new Text(1) { Pattern = ReverseDns() } },
        new Shapes { ["time"] = Time, ["subject"] = new Text(1), ["datacontenttype"] = new Word("application/json"), ["data"] = Details() });

    // Source: docs/alerts.md, "webhook".
    private static Members Webhook()
    {
        Members details = Details();
        return new Members(new Shapes(details.Needed) { ["version"] = new Word("1"), ["timestamp"] = Time }, details.Possible);
    }

    private static Members Details() => new(
        new Shapes
        {
            ["decision"] = new Word("denied", "would-deny", "admitted", "unavailable", "policies-rejected"),
            ["message"] = new Text(1),
            ["reasonCode"] = new Text(),
            ["policies"] = Texts,
            ["cluster"] = new Text(),
            ["namespace"] = new Text(),
            ["kind"] = new Text(),
            ["name"] = new Text(),
            ["owner"] = new Text(),
            ["user"] = new Text(),
            ["requestId"] = new Text(),
            ["images"] = new List(new Members(new Shapes { ["image"] = new Text(), ["digest"] = new Any() })),
            ["count"] = new Number(1, int.MaxValue),
            ["windowSeconds"] = new Any(),
            ["priority"] = new Number(1, 5),
            ["imagegatePodId"] = new Text(1),
        });

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\z")]
    private static partial Regex Rfc3339();

    // RFC 3986, 4.1, without the characters that have to be escaped.
    [GeneratedRegex(@"\A(?:[A-Za-z0-9._~:/?#@!$&'()*+,;=-]|%[0-9A-F]{2})+\z")]
    private static partial Regex UriReference();

    [GeneratedRegex(@"\A[a-z0-9-]+(?:\.[a-z0-9-]+)+\z")]
    private static partial Regex ReverseDns();
}
