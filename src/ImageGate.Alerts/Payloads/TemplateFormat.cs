using System.Text.Json.Nodes;
using ImageGate.Alerts.Templates;

namespace ImageGate.Alerts.Payloads;

/// <summary>A template of the operator's own.</summary>
internal sealed class TemplateFormat(AlertTemplate template) : PayloadFormat
{
    internal override JsonNode Write(Alert alert, PayloadContext context) => template.Fill(alert, context);
}
