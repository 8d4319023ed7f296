using ImageGate.Alerts.Payloads;

namespace ImageGate.Alerts.Templates;

/// <summary>The names that a template may use.</summary>
internal static class TemplateVariables
{
    private static readonly (string Name, Func<Alert, PayloadContext, TemplateValue> Value)[] All =
    [
        ("alert_message", (alert, _) => new TemplateValue.Text(alert.Text)),
        ("priority", (_, context) => new TemplateValue.Number(context.Priority)),
        ("timestamp", (alert, _) => new TemplateValue.Text(Json.Rfc3339(alert.Time))),
        ("timestamp_rfc3339", (alert, _) => new TemplateValue.Text(Json.Rfc3339(alert.Time))),
        ("timestamp_epoch", (alert, _) => new TemplateValue.Number(alert.Time.ToUnixTimeSeconds())),
        ("images", (alert, _) => new TemplateValue.Texts(alert.ImageTexts)),
        ("digests", (alert, _) => new TemplateValue.Texts(alert.Digests)),
        ("decision", (alert, _) => new TemplateValue.Text(alert.Decision)),
        ("reason_code", (alert, _) => new TemplateValue.Text(alert.ReasonCode)),
        ("policy", (alert, _) => new TemplateValue.Text(PlainText.List(alert.Policies))),
        ("namespace", (alert, _) => new TemplateValue.Text(alert.Namespace)),
        ("kind", (alert, _) => new TemplateValue.Text(alert.Kind)),
        ("name", (alert, _) => new TemplateValue.Text(alert.Name)),
        ("user", (alert, _) => new TemplateValue.Text(alert.User)),
        ("cluster", (_, context) => new TemplateValue.Text(context.Cluster)),
        ("request_id", (alert, _) => new TemplateValue.Text(alert.RequestId)),
        ("count", (alert, _) => new TemplateValue.Number(alert.Count)),
        ("imagegate_pod_id", (_, context) => new TemplateValue.Text(context.Instance)),
        ("connaisseur_pod_id", (_, context) => new TemplateValue.Text(context.Instance)),
    ];

    /// <summary>The names, in the order of the documentation.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(one => one.Name)];

    /// <summary>Where a name stands in the list, or -1: it is unknown.</summary>
    public static int Find(string name) => Array.FindIndex(All, one => one.Name == name);

    /// <summary>What a name stands for in an alert.</summary>
    public static TemplateValue Of(int index, Alert alert, PayloadContext context) => All[index].Value(alert, context);
}
