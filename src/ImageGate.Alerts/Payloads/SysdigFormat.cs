using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>One event for Sysdig's <c>/api/v1/eventsDispatch/ingest</c>; the token is a header. The time is an epoch in seconds.</summary>
/// <remarks>Source: the requests of Sysdig's own integrations to that address. Where it wants RFC 3339, docs/alerts.md has the template.</remarks>
internal sealed class SysdigFormat : PayloadFormat
{
    internal override JsonNode Write(Alert alert, PayloadContext context)
    {
        var labels = new JsonObject();
        foreach ((string name, string value) in Json.Facts(alert, context))
        {
            labels[name.ToLowerInvariant()] = value;
        }

        return new JsonObject
        {
            ["events"] = new JsonArray(
            [
                new JsonObject
                {
                    ["timestamp"] = alert.Time.ToUnixTimeSeconds(),
                    ["rule"] = "Check image signature",
                    ["priority"] = Priority(context.Priority),
                    ["output"] = alert.Text,
                    ["source"] = "ImageGate",
                    ["tags"] = new JsonArray(["imagegate", alert.Decision]),
                    ["output_fields"] = Json.Details(alert, context),
                },
            ]),
            ["labels"] = labels,
        };
    }

    private static string Priority(int priority) => priority switch
    {
        1 => "critical",
        2 => "error",
        3 => "warning",
        4 => "notice",
        5 => "informational",
        _ => throw new UnreachableException(),
    };
}
