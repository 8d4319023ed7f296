using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>ImageGate's own JSON. Fields are added, never changed, while <c>version</c> is the same.</summary>
/// <remarks>Source: docs/alerts.md, "webhook".</remarks>
internal sealed class WebhookFormat : PayloadFormat
{
    internal override JsonNode Write(Alert alert, PayloadContext context)
    {
        JsonObject body = Json.Details(alert, context);
        body["version"] = "1";
        body["timestamp"] = Json.Rfc3339(alert.Time);
        return body;
    }
}
