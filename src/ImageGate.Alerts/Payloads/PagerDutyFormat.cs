using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>PagerDuty's Events API v2. Repetitions have one <c>dedup_key</c>, so they are one incident there.</summary>
/// <remarks>Source: developer.pagerduty.com, Events API v2, "Send an Alert Event" (PD-CEF): summary at most 1,024 characters, dedup_key 255.</remarks>
internal sealed class PagerDutyFormat(string routingKey) : PayloadFormat
{
    /// <inheritdoc/>
    public override Uri DefaultAddress { get; } = new("https://events.pagerduty.com/v2/enqueue");

    internal override JsonNode Write(Alert alert, PayloadContext context) => new JsonObject
    {
        ["routing_key"] = routingKey,
        ["event_action"] = "trigger",
        ["dedup_key"] = alert.Key,
        ["client"] = "ImageGate",
        ["payload"] = new JsonObject
        {
            ["summary"] = alert.Text,
            ["source"] = context.Cluster.Length > 0 ? context.Cluster : context.Instance,
            ["severity"] = Severity(context.Priority),
            ["timestamp"] = Json.Rfc3339(alert.Time),
            ["component"] = "imagegate",
            ["group"] = alert.Namespace,
            ["class"] = alert.ReasonCode.Length > 0 ? alert.ReasonCode : alert.Decision,
            ["custom_details"] = Json.Details(alert, context),
        },
    };

    private static string Severity(int priority) => priority switch
    {
        1 => "critical",
        2 => "error",
        3 => "warning",
        4 or 5 => "info",
        _ => throw new UnreachableException(),
    };
}
