using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>Pieces that several formats have.</summary>
internal static class Json
{
    /// <summary>RFC 3339 in UTC, with milliseconds.</summary>
    public static string Rfc3339(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A list of texts, at most <see cref="Limits.MaxListed"/>.</summary>
    public static JsonArray List(IEnumerable<string> texts) => new([.. texts.Take(Limits.MaxListed).Select(text => (JsonNode)text)]);

    /// <summary>What it is about in one text that is never empty: <c>shop/Pod/web</c>, <c>shop</c> for a whole namespace, <c>policies</c>.</summary>
    public static string Subject(Alert alert) =>
        string.Join('/', new[] { alert.Namespace, alert.Kind, alert.Name }.Where(part => part.Length > 0).DefaultIfEmpty("policies"));

    /// <summary>Names and values of what is known, for formats that show a table.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Alert alert, PayloadContext context) => new (string Name, string Value)[]
    {
        ("Cluster", context.Cluster),
        ("Namespace", alert.Namespace),
        ("Object", alert.Kind.Length == 0 ? "" : $"{alert.Kind} {alert.Name}".TrimEnd()),
        ("User", alert.User),
        ("Reason", alert.ReasonCode),
        ("Policy", PlainText.List(alert.Policies)),
        ("Images", PlainText.List(alert.ImageTexts)),
        ("Digests", PlainText.List(alert.Digests)),
        ("Request", alert.RequestId),
    }.Where(fact => fact.Value.Length > 0);

    /// <summary>All that is known, in names of our own.</summary>
    public static JsonObject Details(Alert alert, PayloadContext context) => new()
    {
        ["decision"] = alert.Decision,
        ["message"] = alert.Text,
        ["reasonCode"] = alert.ReasonCode,
        ["policies"] = List(alert.Policies),
        ["cluster"] = context.Cluster,
        ["namespace"] = alert.Namespace,
        ["kind"] = alert.Kind,
        ["name"] = alert.Name,
        ["owner"] = alert.Owner,
        ["user"] = alert.User,
        ["requestId"] = alert.RequestId,
        ["images"] = new JsonArray([.. alert.Images.Take(Limits.MaxListed).Select(image => new JsonObject { ["image"] = image.Text, ["digest"] = image.Digest })]),
        ["count"] = alert.Count,
        ["windowSeconds"] = alert.Within is { } time ? (long)time.TotalSeconds : null,
        ["priority"] = context.Priority,
        ["imagegatePodId"] = context.Instance,
    };
}
