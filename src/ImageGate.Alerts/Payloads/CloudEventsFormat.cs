using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>CloudEvents 1.0 in structured mode.</summary>
/// <remarks>Source: CloudEvents 1.0.2, "Context Attributes"; JSON Event Format 1.0.2, 3 (media type).</remarks>
internal sealed class CloudEventsFormat : PayloadFormat
{
    internal override string ContentType => "application/cloudevents+json";

    // The id is the same for every try, so that receivers can tell a repetition.
    internal override JsonNode Write(Alert alert, PayloadContext context) => new JsonObject
    {
        ["specversion"] = "1.0",
        ["id"] = $"{alert.Key[..16]}-{alert.Time.ToUnixTimeMilliseconds()}-{alert.RequestId}",
        ["source"] = context.Cluster.Length > 0 ? "/imagegate/" + Uri.EscapeDataString(context.Cluster) : "/imagegate",
        ["type"] = $"dev.imagegate.alert.{alert.Decision}.v1",
        ["time"] = Json.Rfc3339(alert.Time),
        ["subject"] = Json.Subject(alert),
        ["datacontenttype"] = "application/json",
        ["data"] = Json.Details(alert, context),
    };
}
