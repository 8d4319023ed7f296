using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>One document in the Elastic Common Schema.</summary>
/// <remarks>Source: Elastic Common Schema 8.11, fields base, ecs, event (categorization: kind alert, category intrusion_detection), orchestrator, container, rule, user, agent, labels.</remarks>
internal sealed class EcsFormat : PayloadFormat
{
    internal override JsonNode Write(Alert alert, PayloadContext context) => new JsonObject
    {
        ["@timestamp"] = Json.Rfc3339(alert.Time),
        ["message"] = alert.Text,
        ["ecs"] = new JsonObject { ["version"] = "8.11.0" },
        ["event"] = Event(alert, context),
        ["orchestrator"] = new JsonObject
        {
            ["type"] = "kubernetes",
            ["cluster"] = new JsonObject { ["name"] = context.Cluster },
            ["namespace"] = alert.Namespace,
            ["resource"] = new JsonObject { ["type"] = alert.Kind, ["name"] = alert.Name },
        },
        ["container"] = new JsonObject
        {
            ["image"] = new JsonObject { ["name"] = Json.List(alert.ImageTexts), ["hash"] = new JsonObject { ["all"] = Json.List(alert.Digests) } },
        },
        ["rule"] = new JsonObject { ["name"] = Json.List(alert.Policies) },
        ["user"] = new JsonObject { ["name"] = alert.User },
        ["agent"] = new JsonObject { ["id"] = context.Instance, ["type"] = "imagegate" },
        ["labels"] = new JsonObject { ["count"] = $"{alert.Count}" },
    };

    private static JsonObject Event(Alert alert, PayloadContext context)
    {
        (string type, string outcome) = alert.Event switch
        {
            AlertEvent.Denied => ("denied", "failure"),
            AlertEvent.WouldDeny => ("allowed", "failure"),
            AlertEvent.Admitted => ("allowed", "success"),
            AlertEvent.Unavailable => ("denied", "unknown"),
            AlertEvent.PoliciesRejected => ("info", "failure"),
            _ => throw new UnreachableException(),
        };
        return new JsonObject
        {
            ["kind"] = "alert",
            ["category"] = new JsonArray(["intrusion_detection"]),
            ["type"] = new JsonArray([type]),
            ["action"] = alert.Decision,
            ["outcome"] = outcome,
            ["reason"] = alert.ReasonCode,
            ["id"] = alert.RequestId,
            ["created"] = Json.Rfc3339(alert.Time),
            ["severity"] = context.Priority,
            ["provider"] = "imagegate",
        };
    }
}
