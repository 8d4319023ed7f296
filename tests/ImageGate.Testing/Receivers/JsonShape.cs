using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ImageGate.Testing.Receivers;

/// <summary>What a JSON value may be: the few words of JSON Schema that the receivers of alerts need. What is not named is not allowed.</summary>
public abstract record JsonShape
{
    private JsonShape()
    {
    }

    /// <summary>What is wrong with a value, one line each with its place; none: it has this shape.</summary>
    public abstract IEnumerable<string> Problems(JsonNode? value, string path);

    private static string[] Wrong(string path, string wanted, JsonNode? value) => [$"{path}: {wanted} is wanted, not {value?.ToJsonString() ?? "null"}"];

    /// <summary>Any value.</summary>
    public sealed record Any : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) => [];
    }

    /// <summary>Null.</summary>
    public sealed record Null : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) => value is null ? [] : Wrong(path, "null", value);
    }

    /// <summary>True or false.</summary>
    public sealed record Flag : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? [] : Wrong(path, "true or false", value);
    }

    /// <summary>A whole number.</summary>
    /// <param name="Least">The smallest.</param>
    /// <param name="Most">The largest.</param>
    public sealed record Number(long Least, long Most) : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value?.GetValueKind() is JsonValueKind.Number && long.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out long number) && number >= Least && number <= Most
                ? []
                : Wrong(path, $"a number from {Least} to {Most}", value);
    }

    /// <summary>A text.</summary>
    /// <param name="Least">The fewest characters.</param>
    /// <param name="Most">The most.</param>
    public sealed record Text(int Least = 0, int Most = int.MaxValue) : JsonShape
    {
        /// <summary>What the whole text has to look like, or null.</summary>
        public Regex? Pattern { get; init; }

        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value?.GetValueKind() is JsonValueKind.String && value.GetValue<string>() is var text && text.Length >= Least && text.Length <= Most && Pattern?.IsMatch(text) != false
                ? []
                : Wrong(path, Pattern is null ? $"a text of {Least} to {Most} characters" : $"a text like {Pattern}", value);
    }

    /// <summary>One of some words.</summary>
    public sealed record Word(params string[] Words) : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value?.GetValueKind() is JsonValueKind.String && Words.Contains(value.GetValue<string>()) ? [] : Wrong(path, string.Join(" or ", Words), value);
    }

    /// <summary>A list.</summary>
    /// <param name="Item">What each item is.</param>
    /// <param name="Least">The fewest items.</param>
    /// <param name="Most">The most.</param>
    public sealed record List(JsonShape Item, int Least = 0, int Most = int.MaxValue) : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value is JsonArray items && items.Count >= Least && items.Count <= Most
                ? items.SelectMany((item, index) => Item.Problems(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")))
                : Wrong(path, $"a list of {Least} to {Most} items", value);
    }

    /// <summary>An object with names that nobody prescribes.</summary>
    /// <param name="Value">What each value is.</param>
    /// <param name="Most">The most characters of all names and text values together.</param>
    public sealed record Map(JsonShape Value, int Most = int.MaxValue) : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value is JsonObject members && members.Sum(member => member.Key.Length + (member.Value?.ToString().Length ?? 0)) <= Most
                ? members.SelectMany(member => Value.Problems(member.Value, $"{path}.{member.Key}"))
                : Wrong(path, $"an object of at most {Most} characters", value);
    }

    /// <summary>An object with these members and no others.</summary>
    /// <param name="Needed">The ones that must be there.</param>
    /// <param name="Possible">The ones that may be there.</param>
    public sealed record Members(IReadOnlyDictionary<string, JsonShape> Needed, IReadOnlyDictionary<string, JsonShape>? Possible = null) : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path)
        {
            if (value is not JsonObject members)
            {
                return Wrong(path, "an object", value);
            }

            return Needed.Keys.Where(name => !members.ContainsKey(name)).Select(name => $"{path}.{name}: is missing")
                .Concat(members.SelectMany(member => (Needed.GetValueOrDefault(member.Key) ?? Possible?.GetValueOrDefault(member.Key)) is { } shape
                    ? shape.Problems(member.Value, $"{path}.{member.Key}")
                    : [$"{path}.{member.Key}: nobody knows it"]));
        }
    }

    /// <summary>One of several objects, told apart by a word in one member.</summary>
    /// <param name="Member">The member.</param>
    /// <param name="Cases">The word, and the object.</param>
    public sealed record OneOf(string Member, IReadOnlyDictionary<string, JsonShape> Cases) : JsonShape
    {
        public override IEnumerable<string> Problems(JsonNode? value, string path) =>
            value is JsonObject members && Cases.GetValueOrDefault(members[Member]?.ToString() ?? "") is { } shape
                ? shape.Problems(value, path)
                : Wrong(path, $"an object whose {Member} is {string.Join(" or ", Cases.Keys)}", value);
    }
}
