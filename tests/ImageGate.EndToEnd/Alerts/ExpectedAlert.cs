using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Alerts;

/// <summary>The bodies that receivers get of one Pod with one unsigned image, whole.</summary>
/// <param name="IsDenied">Denied, or admitted by a policy in audit.</param>
/// <param name="Policy">The policy that fails.</param>
/// <param name="Space">The namespace.</param>
/// <param name="Pod">The Pod's name.</param>
/// <param name="Image">Its image.</param>
/// <param name="Uid">Of the request, from the decision's line.</param>
/// <param name="Time">When the alert was raised.</param>
internal sealed record ExpectedAlert(bool IsDenied, string Policy, string Space, string Pod, PushedImage Image, string Uid, DateTimeOffset Time)
{
    private const string Details = """
        {"decision": "DECISION", "message": "MESSAGE", "reasonCode": "NoSignature", "policies": ["POLICY"], "cluster": "lab", "namespace": "SPACE",
         "kind": "Pod", "name": "NAME", "owner": "", "user": "admin", "requestId": "UID", "images": [{"image": "IMAGE", "digest": "DIGEST"}],
         "count": 1, "windowSeconds": null, "priority": 2, "imagegatePodId": "INSTANCE"}
        """;

    private static readonly Dictionary<string, string> Bodies = new(StringComparer.Ordinal)
    {
        ["slack"] = """
            {"text": "MESSAGE", "mrkdwn": false, "blocks": [
              {"type": "header", "text": {"type": "plain_text", "text": "TITLE", "emoji": false}},
              {"type": "section", "text": {"type": "plain_text", "text": "MESSAGE", "emoji": false}},
              {"type": "section", "fields": [
                {"type": "plain_text", "text": "Cluster\nlab", "emoji": false}, {"type": "plain_text", "text": "Namespace\nSPACE", "emoji": false},
                {"type": "plain_text", "text": "Object\nPod NAME", "emoji": false}, {"type": "plain_text", "text": "User\nadmin", "emoji": false},
                {"type": "plain_text", "text": "Reason\nNoSignature", "emoji": false}, {"type": "plain_text", "text": "Policy\nPOLICY", "emoji": false},
                {"type": "plain_text", "text": "Images\nIMAGE", "emoji": false}, {"type": "plain_text", "text": "Digests\nDIGEST", "emoji": false},
                {"type": "plain_text", "text": "Request\nUID", "emoji": false}]}]}
            """,
        ["teams"] = """
            {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": null, "content": {
              "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4", "msteams": {"width": "Full"}, "body": [
                {"type": "TextBlock", "text": "TITLE", "size": "Medium", "weight": "Bolder", "wrap": true},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "MESSAGE"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Cluster: ", "weight": "Bolder"}, {"type": "TextRun", "text": "lab"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Namespace: ", "weight": "Bolder"}, {"type": "TextRun", "text": "SPACE"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Object: ", "weight": "Bolder"}, {"type": "TextRun", "text": "Pod NAME"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "User: ", "weight": "Bolder"}, {"type": "TextRun", "text": "admin"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Reason: ", "weight": "Bolder"}, {"type": "TextRun", "text": "NoSignature"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Policy: ", "weight": "Bolder"}, {"type": "TextRun", "text": "POLICY"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Images: ", "weight": "Bolder"}, {"type": "TextRun", "text": "IMAGE"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Digests: ", "weight": "Bolder"}, {"type": "TextRun", "text": "DIGEST"}]},
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "Request: ", "weight": "Bolder"}, {"type": "TextRun", "text": "UID"}]}]}}]}
            """,
        ["pagerDuty"] = """
            {"routing_key": "ROUTINGKEY", "event_action": "trigger", "dedup_key": "SAME", "client": "ImageGate", "payload": {
              "summary": "MESSAGE", "source": "lab", "severity": "error", "timestamp": "TIME", "component": "imagegate", "group": "SPACE", "class": "NoSignature",
              "custom_details": DETAILS}}
            """,
        ["opsgenie"] = """
            {"message": "SHORT", "alias": "SAME", "description": "MESSAGE", "tags": ["imagegate", "DECISION"],
             "details": {"Cluster": "lab", "Namespace": "SPACE", "Object": "Pod NAME", "User": "admin", "Reason": "NoSignature", "Policy": "POLICY",
               "Images": "IMAGE", "Digests": "DIGEST", "Request": "UID", "Pod": "INSTANCE", "Count": "1"},
             "entity": "SPACE/Pod/NAME", "source": "ImageGate", "priority": "P2"}
            """,
        ["ecs"] = """
            {"@timestamp": "TIME", "message": "MESSAGE", "ecs": {"version": "8.11.0"},
             "event": {"kind": "alert", "category": ["intrusion_detection"], "type": ["TYPE"], "action": "DECISION", "outcome": "failure", "reason": "NoSignature",
               "id": "UID", "created": "TIME", "severity": 2, "provider": "imagegate"},
             "orchestrator": {"type": "kubernetes", "cluster": {"name": "lab"}, "namespace": "SPACE", "resource": {"type": "Pod", "name": "NAME"}},
             "container": {"image": {"name": ["IMAGE"], "hash": {"all": ["DIGEST"]}}},
             "rule": {"name": ["POLICY"]}, "user": {"name": "admin"}, "agent": {"id": "INSTANCE", "type": "imagegate"}, "labels": {"count": "1"}}
            """,
        ["sysdig"] = """
            {"events": [{"timestamp": EPOCH, "rule": "Check image signature", "priority": "error", "output": "MESSAGE", "source": "ImageGate",
               "tags": ["imagegate", "DECISION"], "output_fields": DETAILS}],
             "labels": {"cluster": "lab", "namespace": "SPACE", "object": "Pod NAME", "user": "admin", "reason": "NoSignature", "policy": "POLICY",
               "images": "IMAGE", "digests": "DIGEST", "request": "UID"}}
            """,
        ["cloudEvents"] = """
            {"specversion": "1.0", "id": "BEGINNING-MILLISECONDS-UID", "source": "/imagegate/lab", "type": "dev.imagegate.alert.DECISION.v1", "time": "TIME",
             "subject": "SPACE/Pod/NAME", "datacontenttype": "application/json", "data": DETAILS}
            """,
        ["webhook"] = """VERSIONED""",
        [AlertReceivers.Own] = """
            {"events": [{"timestamp": " TIME", "rule": "Check image signature", "priority": " 2", "output": "MESSAGE for Image IMAGE", "source": "Connaisseur AC",
               "tags": ["foo", "bar"], "output_fields": {"field1": "value1", "field2": "value2"}}], "labels": {"image": "IMAGE", "message": "MESSAGE"}}
            """,
    };

    /// <summary>The paths of the receivers.</summary>
    public static IEnumerable<string> Receivers => Bodies.Keys;

    /// <summary>What people read.</summary>
    public string Message => $"CREATE of Pod \"{Pod}\" in namespace \"{Space}\" was "
        + (IsDenied ? "denied" : "admitted, and would be denied if its policy enforced")
        + $": NoSignature: policy \"{Policy}\": signer \"a\": the image has no signature";

    // What repeats this one has it too: every part with its length.
    private string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(
        new[] { IsDenied ? "Denied" : "WouldDeny", "NoSignature", Space, "Pod", "policies", Policy, "images", Image.Repository }.Select(part => $"{part.Length}:{part}")))));

    /// <summary>The body that a receiver gets.</summary>
    public string Body(string receiver)
    {
        string rfc3339 = Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        (string, string)[] words =
        [
            ("VERSIONED", Details.TrimEnd('}') + ", \"version\": \"1\", \"timestamp\": \"TIME\"}"),
            ("DETAILS", Details),
            ("SHORT", Escape(Message.Length <= 130 ? Message : Message[..129] + "…")),
            ("MESSAGE", Escape(Message)),
            ("TITLE", IsDenied ? "ImageGate denied a request" : "ImageGate admitted what it would deny"),
            ("DECISION", IsDenied ? "denied" : "would-deny"),
            ("TYPE", IsDenied ? "denied" : "allowed"),
            ("POLICY", Policy),
            ("SPACE", Space),
            ("NAME", Pod),
            ("IMAGE", Image.Text),
            ("DIGEST", Image.Digest.ToString()),
            ("UID", Uid),
            ("BEGINNING", Key[..16]),
            ("SAME", Key),
            ("ROUTINGKEY", AlertReceivers.RoutingKey),
            ("INSTANCE", Environment.MachineName),
            ("TIME", rfc3339),
            ("EPOCH", Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
            ("MILLISECONDS", Time.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        ];
        return JsonNode.Parse(words.Aggregate(Bodies[receiver], (body, word) => body.Replace(word.Item1, word.Item2, StringComparison.Ordinal)))!.ToJsonString();
    }

    private static string Escape(string text) => text.Replace("\"", "\\\"", StringComparison.Ordinal);
}
