using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Alerts.Payloads;
using ImageGate.Testing.Receivers;

namespace ImageGate.Alerts.Tests.Payloads;

/// <summary>What receivers are known to refuse is found by the shapes that their alerts are compared with.</summary>
public sealed class ReceiverShapeTests
{
    [Theory]
    [InlineData("slack", """{"blocks": []}""", "$.blocks: a list of 1 to 50 items")]
    [InlineData("slack", """{"blocks": [{"type": "divider"}]}""", "$.blocks[0]: an object whose type is header or section")]
    [InlineData("slack", """{"blocks": [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}]}""", "$.blocks[0].text.type: plain_text")]
    [InlineData("slack", """{"blocks": [{"type": "section", "fields": []}]}""", "$.blocks[0].fields: a list of 1 to 10 items")]
    [InlineData("slack", """{"blocks": [{"type": "section", "text": {"type": "plain_text", "text": ""}}]}""", "$.blocks[0].text.text: a text of 1 to 3000 characters")]
    [InlineData("slack", """{"mrkdwn": "no"}""", "$.mrkdwn: true or false")]
    [InlineData("teams", """{"type": "MessageCard"}""", "$.type: message")]
    [InlineData("teams", """{"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": "x", "content": {}}]}""", "$.attachments[0].contentUrl: null")]
    [InlineData("teams", """{"attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": {"type": "AdaptiveCard", "body": [{"type": "Text"}]}}]}""", "$.attachments[0].content.version: is missing")]
    [InlineData("pagerDuty", """{"routing_key": "short"}""", "$.routing_key: a text of 32 to 32 characters")]
    [InlineData("pagerDuty", """{"event_action": "fire"}""", "$.event_action: trigger or acknowledge or resolve")]
    [InlineData("pagerDuty", """{"payload": {"summary": "x", "source": "y", "severity": "notice"}}""", "$.payload.severity: critical or error or warning or info")]
    [InlineData("pagerDuty", """{"payload": {"summary": "x", "severity": "info"}}""", "$.payload.source: is missing")]
    [InlineData("pagerDuty", """{"payload": {"summary": "x", "source": "y", "severity": "info", "timestamp": 1893501015}}""", "$.payload.timestamp: a text like")]
    [InlineData("opsgenie", """{"message": null}""", "$.message: a text of 1 to 130 characters")]
    [InlineData("opsgenie", """{"priority": 3}""", "$.priority: P1 or P2 or P3 or P4 or P5")]
    [InlineData("opsgenie", """{"details": {"count": 3}}""", "$.details.count: a text")]
    [InlineData("opsgenie", """{"severity": "x"}""", "$.severity: nobody knows it")]
    [InlineData("ecs", """{"event": {"severity": "3"}}""", "$.event.severity: a number from 1 to 5")]
    [InlineData("ecs", """{"event": {"type": ["refused"]}}""", "$.event.type[0]: allowed or denied or info")]
    [InlineData("ecs", """{"@timestamp": "2030-01-01 12:30:15"}""", "$.@timestamp: a text like")]
    [InlineData("sysdig", """{"events": [{"timestamp": 1893501015250}]}""", "$.events[0].timestamp: a number from 1000000000 to 9999999999")]
    [InlineData("sysdig", """{"events": [{"priority": "info"}]}""", "$.events[0].priority: emergency")]
    [InlineData("sysdig", """{"labels": {"priority": 3}}""", "$.labels.priority: a text")]
    [InlineData("cloudEvents", """{"id": ""}""", "$.id: a text of 1 to")]
    [InlineData("cloudEvents", """{"source": "/image gate"}""", "$.source: a text like")]
    [InlineData("cloudEvents", """{"subject": ""}""", "$.subject: a text of 1 to")]
    [InlineData("cloudEvents", """{"specversion": "1.1"}""", "$.specversion: 1.0")]
    [InlineData("webhook", """{"count": 0}""", "$.count: a number from 1 to")]
    public void What_a_receiver_refuses_is_found(string format, string edit, string problem)
    {
        JsonObject body = JsonNode.Parse(Body(format))!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(edit)!.AsObject())
        {
            body[name] = value?.DeepClone();
        }

        ReceiverShapes.Problems(format, body.ToJsonString()).Should().Contain(found => found.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("opsgenie", "message", 131)]
    [InlineData("opsgenie", "description", 15_001)]
    [InlineData("opsgenie", "alias", 513)]
    [InlineData("pagerDuty", "dedup_key", 256)]
    public void What_is_too_long_is_found(string format, string name, int length)
    {
        JsonObject body = JsonNode.Parse(Body(format))!.AsObject();
        body[name] = new string('x', length);

        ReceiverShapes.Problems(format, body.ToJsonString()).Should().ContainSingle().Which.Should().StartWith($"$.{name}: a text of");
    }

    [Fact]
    public void Details_for_Opsgenie_and_cards_for_Teams_that_are_too_large_are_found()
    {
        JsonObject opsgenie = JsonNode.Parse(Body("opsgenie"))!.AsObject();
        opsgenie["details"] = new JsonObject { ["a"] = new string('x', 4_000), ["b"] = new string('x', 4_000) };
        JsonObject teams = JsonNode.Parse(Body("teams"))!.AsObject();
        teams["attachments"]![0]!["content"]!["body"]![0]!["text"] = new string('x', 28 * 1024);

        ReceiverShapes.Problems("opsgenie", opsgenie.ToJsonString()).Should().ContainSingle().Which.Should().StartWith("$.details: an object of at most 8000 characters");
        ReceiverShapes.Problems("teams", teams.ToJsonString()).Should().ContainSingle().Which.Should().MatchRegex("^\\$: [0-9]+ bytes are more than 28672$");
    }

    private static string Body(string format)
    {
        ReceiverSettings receiver = Samples.Receiver(new Uri("https://x"), FormatTests.Format(format));
        string body = Encoding.UTF8.GetString(Payload.Of(receiver, Samples.Alert, "prod", "pod-1"));
        ReceiverShapes.Problems(format, body).Should().BeEmpty();
        return body;
    }
}
