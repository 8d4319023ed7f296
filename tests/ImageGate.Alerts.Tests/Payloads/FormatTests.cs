using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Alerts.Payloads;
using ImageGate.Testing.Receivers;

namespace ImageGate.Alerts.Tests.Payloads;

/// <summary>Each format whole, as the receivers' own documentation has it; the sources stand at the formats.</summary>
public sealed class FormatTests
{
    private const string Details = """
        {"decision": "denied", "message": "CREATE of Pod \"web-*\" was denied", "reasonCode": "NoSignature", "policies": ["apps"], "cluster": "prod", "namespace": "team-a",
         "kind": "Pod", "name": "web-*", "owner": "ReplicaSet/web", "user": "jane", "requestId": "3f1a",
         "images": [{"image": "ghcr.io/acme/web:1", "digest": "DIGEST"}, {"image": "ghcr.io/acme/side:2", "digest": null}],
         "count": 1, "windowSeconds": null, "priority": 2, "imagegatePodId": "pod-1"}
        """;

    public static TheoryData<string> Formats => [.. ReceiverShapes.Formats];

    public static TheoryData<string, string> Expected => new()
    {
        {
            "slack",
            """
            {"text": "CREATE of Pod \"web-*\" was denied", "mrkdwn": false, "blocks": [
              {"type": "header", "text": {"type": "plain_text", "text": "ImageGate denied a request", "emoji": false}},
              {"type": "section", "text": {"type": "plain_text", "text": "CREATE of Pod \"web-*\" was denied", "emoji": false}},
              {"type": "section", "fields": [
                {"type": "plain_text", "text": "Cluster\nprod", "emoji": false}, {"type": "plain_text", "text": "Namespace\nteam-a", "emoji": false},
                {"type": "plain_text", "text": "Object\nPod web-*", "emoji": false}, {"type": "plain_text", "text": "User\njane", "emoji": false},
                {"type": "plain_text", "text": "Reason\nNoSignature", "emoji": false}, {"type": "plain_text", "text": "Policy\napps", "emoji": false},
                {"type": "plain_text", "text": "Images\nghcr.io/acme/web:1, ghcr.io/acme/side:2", "emoji": false}, {"type": "plain_text", "text": "Digests\nDIGEST", "emoji": false},
                {"type": "plain_text", "text": "Request\n3f1a", "emoji": false}]}]}
            """
        },
        {
            "teams",
            """
            {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": {
              "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "msteams": {"width": "Full"}, "body": [
                {"type": "TextBlock", "text": "ImageGate denied a request", "size": "Medium", "weight": "Bolder", "wrap": true},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "CREATE of Pod \"web-*\" was denied"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Cluster: ", "weight": "Bolder"}, {"type": "TextRun", "text": "prod"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Namespace: ", "weight": "Bolder"}, {"type": "TextRun", "text": "team-a"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Object: ", "weight": "Bolder"}, {"type": "TextRun", "text": "Pod web-*"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "User: ", "weight": "Bolder"}, {"type": "TextRun", "text": "jane"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Reason: ", "weight": "Bolder"}, {"type": "TextRun", "text": "NoSignature"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Policy: ", "weight": "Bolder"}, {"type": "TextRun", "text": "apps"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Images: ", "weight": "Bolder"}, {"type": "TextRun", "text": "ghcr.io/acme/web:1, ghcr.io/acme/side:2"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Digests: ", "weight": "Bolder"}, {"type": "TextRun", "text": "DIGEST"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Request: ", "weight": "Bolder"}, {"type": "TextRun", "text": "3f1a"}]}]}}]}
            """
        },
        {
            "pagerDuty",
            """
            {"routing_key": "0123456789abcdef0123456789abcdef", "event_action": "trigger", "dedup_key": "KEY", "client": "ImageGate", "payload": {
              "summary": "CREATE of Pod \"web-*\" was denied", "source": "prod", "severity": "error", "timestamp": "2030-01-01T12:30:15.250Z",
              "component": "imagegate", "group": "team-a", "class": "NoSignature", "custom_details": DETAILS}}
            """
        },
        {
            "opsgenie",
            """
            {"message": "CREATE of Pod \"web-*\" was denied", "alias": "KEY", "description": "CREATE of Pod \"web-*\" was denied", "tags": ["imagegate", "denied"],
             "details": {"Cluster": "prod", "Namespace": "team-a", "Object": "Pod web-*", "User": "jane", "Reason": "NoSignature", "Policy": "apps",
               "Images": "ghcr.io/acme/web:1, ghcr.io/acme/side:2", "Digests": "DIGEST", "Request": "3f1a", "Pod": "pod-1", "Count": "1"},
             "entity": "team-a/Pod/web-*", "source": "ImageGate", "priority": "P2"}
            """
        },
        {
            "ecs",
            """
            {"@timestamp": "2030-01-01T12:30:15.250Z", "message": "CREATE of Pod \"web-*\" was denied", "ecs": {"version": "8.11.0"},
             "event": {"kind": "alert", "category": ["intrusion_detection"], "type": ["denied"], "action": "denied", "outcome": "failure", "reason": "NoSignature",
               "id": "3f1a", "created": "2030-01-01T12:30:15.250Z", "severity": 2, "provider": "imagegate"},
             "orchestrator": {"type": "kubernetes", "cluster": {"name": "prod"}, "namespace": "team-a", "resource": {"type": "Pod", "name": "web-*"}},
             "container": {"image": {"name": ["ghcr.io/acme/web:1", "ghcr.io/acme/side:2"], "hash": {"all": ["DIGEST"]}}},
             "rule": {"name": ["apps"]}, "user": {"name": "jane"}, "agent": {"id": "pod-1", "type": "imagegate"}, "labels": {"count": "1"}}
            """
        },
        {
            "sysdig",
            """
            {"events": [{"timestamp": 1893501015, "rule": "Check image signature", "priority": "error", "output": "CREATE of Pod \"web-*\" was denied", "source": "ImageGate",
               "tags": ["imagegate", "denied"], "output_fields": DETAILS}],
             "labels": {"cluster": "prod", "namespace": "team-a", "object": "Pod web-*", "user": "jane", "reason": "NoSignature", "policy": "apps",
               "images": "ghcr.io/acme/web:1, ghcr.io/acme/side:2", "digests": "DIGEST", "request": "3f1a"}}
            """
        },
        {
            "cloudEvents",
            """
            {"specversion": "1.0", "id": "KEY16-1893501015250-3f1a", "source": "/imagegate/prod", "type": "dev.imagegate.alert.denied.v1", "time": "2030-01-01T12:30:15.250Z",
             "subject": "team-a/Pod/web-*", "datacontenttype": "application/json", "data": DETAILS}
            """
        },
    };

    [Theory]
    [MemberData(nameof(Expected))]
    public void The_body_is_what_the_receiver_documents(string format, string expected) => Body(format, Samples.Alert).Should().Be(Normal(expected));

    [Theory]
    [MemberData(nameof(Formats))]
    public void Every_alert_has_the_shape_that_the_receiver_takes(string format)
    {
        Alert[] alerts =
        [
            Samples.Alert,
            Samples.Hostile,
            Samples.Alert.Rest(),
            Samples.Alert.Again(999, TimeSpan.FromMinutes(10), Samples.Time),
            Samples.Hostile.Again(int.MaxValue, Limits.MaxWindow, Samples.Time),
            new Alert { Event = AlertEvent.PoliciesRejected, Time = Samples.Time, Message = "policies rejected", ReasonCode = "PoliciesRejected" },
            .. Enum.GetValues<AlertEvent>().Select(happening => Samples.Alert with { Event = happening }),
        ];
        foreach (Alert alert in alerts)
        {
            foreach (int priority in Enumerable.Range(1, 5))
            {
                ReceiverShapes.Problems(format, Body(format, alert, priority)).Should().BeEmpty("{0} is told of {1}", format, alert.Text);
            }

            ReceiverShapes.Problems(format, Body(format, alert, cluster: "")).Should().BeEmpty("{0} is told of {1}", format, alert.Text);
            ReceiverShapes.Problems(format, Body(format, alert, cluster: "Zürich 1/a?b#c")).Should().BeEmpty("{0} is told of {1}", format, alert.Text);
        }
    }

    [Fact]
    public void A_card_for_Teams_stays_below_what_Teams_takes_whatever_its_texts_become_in_JSON()
    {
        // Six bytes of JSON for each character, in every text that a stranger or a policy's author chooses.
        string worst = new('<', 2_000);
        Alert alert = Samples.Alert with
        {
            Message = worst,
            ReasonCode = worst,
            RequestId = worst,
            Namespace = worst,
            Kind = worst,
            Name = worst,
            User = worst,
            Policies = [.. Enumerable.Repeat(worst, 100)],
            Images = [.. Enumerable.Repeat(Samples.Image(worst, worst), 100)],
        };

        ReceiverShapes.Problems("teams", Body("teams", alert, cluster: worst)).Should().BeEmpty();
        Body("teams", Samples.Alert).Should().Contain(Samples.Digest, "a digest is whole in it");
    }

    [Fact]
    public void What_is_not_known_takes_no_place_and_has_a_stand_in_where_one_is_needed()
    {
        var rejected = new Alert { Event = AlertEvent.PoliciesRejected, Time = Samples.Time, Message = "policies rejected" };

        JsonNode.Parse(Body("slack", rejected, cluster: ""))!["blocks"]!.AsArray().Should().HaveCount(2, "there is no fact");
        JsonNode.Parse(Body("teams", rejected, cluster: ""))!["attachments"]![0]!["content"]!["body"]!.AsArray().Should().HaveCount(2);
        JsonNode pagerDuty = JsonNode.Parse(Body("pagerDuty", rejected, cluster: ""))!["payload"]!;
        (pagerDuty["source"]!.GetValue<string>(), pagerDuty["class"]!.GetValue<string>()).Should().Be(("pod-1", "policies-rejected"));
        JsonNode.Parse(Body("cloudEvents", rejected, cluster: ""))!["source"]!.GetValue<string>().Should().Be("/imagegate");
    }

    [Fact]
    public void Twenty_of_many_images_and_policies_are_listed()
    {
        JsonNode body = JsonNode.Parse(Body("webhook", Samples.Hostile))!;
        body["images"]!.AsArray().Should().HaveCount(Limits.MaxListed);
        body["policies"]!.AsArray().Should().HaveCount(Limits.MaxListed);
        JsonNode.Parse(Body("opsgenie", Samples.Alert with { Policies = [.. Enumerable.Range(0, 23).Select(index => $"p{index}")] }))!["details"]!["Policy"]!.GetValue<string>()
            .Should().EndWith("p19 and 3 more");
    }

    [Theory]
    [InlineData("team-a", "Pod", "web", "team-a/Pod/web")]
    [InlineData("", "Pod", "web", "Pod/web")]
    [InlineData("team-a", "", "", "team-a")]
    [InlineData("", "", "", "policies")]
    public void What_an_alert_is_about_has_no_empty_parts(string space, string kind, string name, string subject)
    {
        Alert alert = Samples.Alert with { Namespace = space, Kind = kind, Name = name };

        JsonNode.Parse(Body("cloudEvents", alert))!["subject"]!.GetValue<string>().Should().Be(subject);
        JsonNode.Parse(Body("opsgenie", alert))!["entity"]!.GetValue<string>().Should().Be(subject);
    }

    [Fact]
    public void The_own_format_is_the_details_with_version_and_time()
    {
        JsonObject expected = JsonNode.Parse(Filled(Details))!.AsObject();
        expected["version"] = "1";
        expected["timestamp"] = "2030-01-01T12:30:15.250Z";

        Body("webhook", Samples.Alert).Should().Be(expected.ToJsonString());
    }

    [Theory]
    [InlineData(AlertEvent.Denied, "denied", "denied", "failure")]
    [InlineData(AlertEvent.WouldDeny, "would-deny", "allowed", "failure")]
    [InlineData(AlertEvent.Admitted, "admitted", "allowed", "success")]
    [InlineData(AlertEvent.Unavailable, "unavailable", "denied", "unknown")]
    [InlineData(AlertEvent.PoliciesRejected, "policies-rejected", "info", "failure")]
    public void Every_event_has_its_words(AlertEvent happening, string word, string type, string outcome)
    {
        JsonNode ecs = JsonNode.Parse(Body("ecs", Samples.Alert with { Event = happening }))!["event"]!;

        (ecs["action"]!.GetValue<string>(), ecs["type"]![0]!.GetValue<string>(), ecs["outcome"]!.GetValue<string>()).Should().Be((word, type, outcome));
    }

    [Theory]
    [InlineData(1, "critical")]
    [InlineData(3, "warning")]
    [InlineData(5, "info")]
    public void The_priority_is_PagerDutys_severity(int priority, string severity) =>
        JsonNode.Parse(Body("pagerDuty", Samples.Alert, priority))!["payload"]!["severity"]!.GetValue<string>().Should().Be(severity);

    [Fact]
    public void An_alert_of_no_request_is_written_by_every_format()
    {
        var rejected = new Alert { Event = AlertEvent.PoliciesRejected, Time = Samples.Time, Message = "policies rejected" };
        foreach (string format in ReceiverShapes.Formats)
        {
            Body(format, rejected).Should().Contain("policies");
        }
    }

    [Fact]
    public void A_stranger_s_text_stays_text()
    {
        foreach (string format in ReceiverShapes.Formats)
        {
            string body = Body(format, Samples.Hostile);
            body.Length.Should().BeLessThan(128 * 1024, format);
            foreach (string text in Texts(JsonNode.Parse(body)!))
            {
                text.Where(character => char.IsControl(character) && character != '\n').Should().BeEmpty(format);
                text.Should().NotContain("\u202E", format);
            }
        }

        JsonNode slack = JsonNode.Parse(Body("slack", Samples.Hostile))!;
        Texts(slack).Should().NotContain(text => text.Contains('<') || text.Contains('>'));
        Texts(slack).Should().Contain(text => text.Contains("&lt;!channel&gt;&amp;&lt;@U1&gt;"));
        slack["blocks"]!.AsArray().SelectMany(block => Texts(block!)).Should().NotContain("mrkdwn");
        JsonNode.Parse(Body("teams", Samples.Hostile))!["attachments"]![0]!["content"]!["body"]!.AsArray().Where(part => part!["type"]!.GetValue<string>() == "TextBlock")
            .Should().ContainSingle("text blocks know Markdown").Which!["text"]!.GetValue<string>().Should().Be("ImageGate denied a request");
    }

    [Fact]
    public void Own_fields_are_merged_deep_and_win()
    {
        ReceiverSettings receiver = Samples.Receiver(new Uri("https://x"), Format("opsgenie")) with
        {
            PayloadFields = JsonNode.Parse("""{"priority": "P1", "details": {"team": "sec"}, "responders": [{"name": "ops"}], "tags": ["x"]}""")!.AsObject(),
        };

        JsonNode first = JsonNode.Parse(Payload.Of(receiver, Samples.Alert, "prod", "pod-1"))!;
        JsonNode second = JsonNode.Parse(Payload.Of(receiver, Samples.Alert, "prod", "pod-1"))!;

        first["priority"]!.GetValue<string>().Should().Be("P1");
        first["details"]!["team"]!.GetValue<string>().Should().Be("sec");
        first["details"]!["Namespace"]!.GetValue<string>().Should().Be("team-a");
        first["responders"]![0]!["name"]!.GetValue<string>().Should().Be("ops");
        first["tags"]!.ToJsonString().Should().Be("[\"x\"]");
        second.ToJsonString().Should().Be(first.ToJsonString());
    }

    internal static PayloadFormat Format(string name) => name switch
    {
        "slack" => PayloadFormat.Slack,
        "teams" => PayloadFormat.Teams,
        "pagerDuty" => PayloadFormat.PagerDuty("0123456789abcdef0123456789abcdef"),
        "opsgenie" => PayloadFormat.Opsgenie,
        "ecs" => PayloadFormat.Ecs,
        "sysdig" => PayloadFormat.Sysdig,
        "cloudEvents" => PayloadFormat.CloudEvents,
        _ => PayloadFormat.Webhook,
    };

    private static string Body(string format, Alert alert, int priority = 2, string cluster = "prod") =>
        Encoding.UTF8.GetString(Payload.Of(Samples.Receiver(new Uri("https://x"), Format(format)) with { Priority = priority }, alert, cluster, "pod-1"));

    private static string Filled(string json) => json.Replace("DETAILS", Details, StringComparison.Ordinal).Replace("DIGEST", Samples.Digest, StringComparison.Ordinal)
        .Replace("KEY16", Samples.Alert.Key[..16], StringComparison.Ordinal).Replace("KEY", Samples.Alert.Key, StringComparison.Ordinal);

    private static string Normal(string json) => JsonNode.Parse(Filled(json))!.ToJsonString();

    private static IEnumerable<string> Texts(JsonNode node) => node switch
    {
        JsonObject members => members.Where(member => member.Value is not null).SelectMany(member => Texts(member.Value!)),
        JsonArray items => items.Where(item => item is not null).SelectMany(item => Texts(item!)),
        _ when node.GetValueKind() == JsonValueKind.String => [node.GetValue<string>()],
        _ => [],
    };
}
