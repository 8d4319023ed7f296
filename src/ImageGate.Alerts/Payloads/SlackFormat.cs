using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>Incoming webhooks of Slack. All text is plain, so nothing in it becomes a link, a mention or an emoji.</summary>
/// <remarks>Source: docs.slack.dev, "Sending messages using incoming webhooks", "Formatting message text" (escaping), Block Kit: header, section, text object.</remarks>
internal sealed class SlackFormat : PayloadFormat
{
    private const int MaxHeaderCharacters = 150;
    private const int MaxTextCharacters = 3_000;
    private const int MaxFieldCharacters = 2_000;

    internal override JsonNode Write(Alert alert, PayloadContext context) => new JsonObject
    {
        ["text"] = Escape(alert.Text, MaxTextCharacters),              // what notifications show
        ["mrkdwn"] = false,
        ["blocks"] = new JsonArray(
        [
            new JsonObject { ["type"] = "header", ["text"] = Plain(alert.Title, MaxHeaderCharacters) },
            new JsonObject { ["type"] = "section", ["text"] = Plain(alert.Text, MaxTextCharacters) },
            .. Facts(alert, context),
        ]),
    };

    // A section without any field is refused, and so are more than ten; there are nine facts.
    private static IEnumerable<JsonNode> Facts(Alert alert, PayloadContext context)
    {
        JsonNode[] fields = [.. Json.Facts(alert, context).Select(fact => Plain($"{fact.Name}\n{fact.Value}", MaxFieldCharacters))];
        return fields.Length == 0 ? [] : [new JsonObject { ["type"] = "section", ["fields"] = new JsonArray(fields) }];
    }

    private static JsonObject Plain(string text, int most) => new() { ["type"] = "plain_text", ["text"] = Escape(text, most), ["emoji"] = false };

    private static string Escape(string text, int most)
    {
        var escaped = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            string next = rune.Value switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => rune.ToString(),
            };
            if (escaped.Length + next.Length > most - 1)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(next);
        }

        return escaped.ToString();
    }
}
