using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Alerts.Payloads;

namespace ImageGate.Alerts.Templates;

/// <summary>
/// JSON with placeholders such as <c>{{ images }}</c>. Between quotes a placeholder becomes text; without quotes it becomes
/// a number, a list or a quoted text, as what it stands for is one. Whatever is filled in, the result is JSON of the same shape.
/// </summary>
public sealed class AlertTemplate
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Limits.MaxTemplateDepth };

    private readonly JsonElement _root;

    private AlertTemplate(JsonElement root) => _root = root;

    /// <summary>The names that may stand in a placeholder.</summary>
    public static IReadOnlyList<string> Names => TemplateVariables.Names;

    /// <summary>The format of a receiver.</summary>
    public PayloadFormat Format => new TemplateFormat(this);

    /// <summary>Reads a template.</summary>
    /// <param name="text">At most <see cref="Limits.MaxTemplateCharacters"/>; a JSON object once it is filled in.</param>
    /// <param name="template">The template, or null.</param>
    /// <param name="problem">Why there is none, for people; it repeats nothing of the text.</param>
    /// <param name="unknownName">The name in a placeholder that is none of <see cref="Names"/>, or null: the problem is another.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AlertTemplate? template, [NotNullWhen(false)] out string? problem, out string? unknownName)
    {
        ArgumentNullException.ThrowIfNull(text);
        (template, unknownName) = (null, null);
        if (text.Length > Limits.MaxTemplateCharacters)
        {
            problem = $"is over {Limits.MaxTemplateCharacters} characters";
            return false;
        }

        TemplateScan scan = TemplateScan.Of(text);
        unknownName = scan.UnknownName;
        problem = scan.Problem ?? (unknownName is null ? null : "has an unknown placeholder");
        if (scan.Json is { } json && TryRead(json, out JsonElement root, out problem))
        {
            template = new AlertTemplate(root);
        }

        return template is not null;
    }

    /// <summary>The body for an alert.</summary>
    internal JsonNode Fill(Alert alert, PayloadContext context) => Filled(_root, alert, context)!;

    private static bool TryRead(string json, out JsonElement root, [NotNullWhen(false)] out string? problem)
    {
        root = default;
        try
        {
            root = JsonElement.Parse(json, Strict);
            problem = root.ValueKind != JsonValueKind.Object ? "is not a JSON object once it is filled in"
                : HasMarkedName(root) ? "has a placeholder in the name of a field: placeholders stand in values"
                : null;
        }
        catch (JsonException malformed)
        {
            // Duplicates are reported without a position.
            problem = malformed.LineNumber is { } line ? $"is not JSON once it is filled in (line {line + 1} of the template)" : "has a name twice in one object";
        }
        catch (Exception half) when (half is InvalidOperationException or ArgumentException)
        {
            problem = "has half of a surrogate pair";
        }

        return problem is null;
    }

    // Depth is bounded by the parser. Reading every text here means that no later one fails.
    private static bool HasMarkedName(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Aggregate(false, (found, member) => found | member.Name.Contains(TemplateScan.Mark, StringComparison.Ordinal) | HasMarkedName(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Aggregate(false, (found, item) => found | HasMarkedName(item)),
        JsonValueKind.String => element.GetString() is null,
        _ => false,
    };

    private static JsonNode? Filled(JsonElement element, Alert alert, PayloadContext context)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new JsonObject();
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    members[member.Name] = Filled(member.Value, alert, context);
                }

                return members;
            case JsonValueKind.Array:
                return new JsonArray([.. element.EnumerateArray().Select(item => Filled(item, alert, context))]);
            case JsonValueKind.String:
                return Filled(element.GetString()!, alert, context);
            default:
                return JsonNode.Parse(element.GetRawText());
        }
    }

    private static JsonNode Filled(string text, Alert alert, PayloadContext context)
    {
        TemplateValue ValueAt(int index) => TemplateVariables.Of(text[index] - TemplateScan.FirstVariable, alert, context);

        if (text.Length == 3 && text[0] == TemplateScan.Mark && text[1] == TemplateScan.Mark)
        {
            return ValueAt(2).Bare;
        }

        var filled = new StringBuilder();
        for (int at = 0; at < text.Length; at++)
        {
            filled.Append(text[at] == TemplateScan.Mark ? ValueAt(++at).Inside : text[at].ToString());
        }

        return filled.ToString();
    }
}
