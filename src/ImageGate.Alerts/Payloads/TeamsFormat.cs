using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>
/// An Adaptive Card in a message, as the workflow "Post to a channel when a webhook request is received" takes it. Text of
/// strangers stands in text runs, which know no Markdown.
/// </summary>
/// <remarks>Source: learn.microsoft.com, "Create incoming webhooks with Workflows" (28 KB a message); adaptivecards.io, schema 1.4: RichTextBlock, TextRun.</remarks>
internal sealed class TeamsFormat : PayloadFormat
{
    // Teams takes 28 KB. Nine facts of this length and the message are below it even where every character becomes six in JSON.
    private const int MaxFactCharacters = 350;

    internal override JsonNode Write(Alert alert, PayloadContext context) => new JsonObject
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(
        [
            new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = new JsonObject
                {
                    ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["msteams"] = new JsonObject { ["width"] = "Full" },
                    ["body"] = new JsonArray(
                    [
                        new JsonObject { ["type"] = "TextBlock", ["text"] = alert.Title, ["size"] = "Medium", ["weight"] = "Bolder", ["wrap"] = true },
                        Runs(Run(alert.Text)),
                        .. Json.Facts(alert, context).Select(fact => Runs(Run(fact.Name + ": ", isBold: true), Run(PlainText.Line(fact.Value, MaxFactCharacters)))),
                    ]),
                },
            },
        ]),
    };

    private static JsonObject Runs(params JsonNode[] runs) => new() { ["type"] = "RichTextBlock", ["inlines"] = new JsonArray(runs) };

    private static JsonObject Run(string text, bool isBold = false)
    {
        var run = new JsonObject { ["type"] = "TextRun", ["text"] = text };
        if (isBold)
        {
            run["weight"] = "Bolder";
        }

        return run;
    }
}
