using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>Opsgenie's alert API; the key is a header. Repetitions have one <c>alias</c>, so they are one alert there.</summary>
/// <remarks>Source: docs.opsgenie.com, Alert API, "Create Alert": message 130 characters, alias 512, description 15,000, details 8,000, entity 512, source 100.</remarks>
internal sealed class OpsgenieFormat : PayloadFormat
{
    private const int MaxMessageCharacters = 130;
    private const int MaxEntityCharacters = 512;

    // Nine facts of this length are below the bound for all details together.
    private const int MaxDetailCharacters = 700;

    /// <inheritdoc/>
    public override Uri DefaultAddress { get; } = new("https://api.opsgenie.com/v2/alerts");

    internal override JsonNode Write(Alert alert, PayloadContext context) => new JsonObject
    {
        ["message"] = PlainText.Line(alert.Text, MaxMessageCharacters),
        ["alias"] = alert.Key,
        ["description"] = alert.Text,
        ["tags"] = new JsonArray(["imagegate", alert.Decision]),
        ["details"] = Details(alert, context),
        ["entity"] = PlainText.Line(Json.Subject(alert), MaxEntityCharacters),
        ["source"] = "ImageGate",
        ["priority"] = $"P{context.Priority}",
    };

    private static JsonObject Details(Alert alert, PayloadContext context)
    {
        var details = new JsonObject();
        foreach ((string name, string value) in Json.Facts(alert, context))
        {
            details[name] = PlainText.Line(value, MaxDetailCharacters);
        }

        details["Pod"] = context.Instance;
        details["Count"] = $"{alert.Count}";
        return details;
    }
}
