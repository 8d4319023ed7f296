using System.Text.Json;

namespace ImageGate.Kubernetes.Admission;

/// <summary>
/// Reads the members of one object of a review and remembers the first that is wrong, so that the reader stays a list of
/// fields. Null counts as absent, as in the API server's own decoding.
/// </summary>
internal sealed class ReviewFields
{
    private readonly JsonElement _element;
    private readonly string _path;
    private readonly ReviewFields _root;
    private string? _problem;

    private ReviewFields(JsonElement element, string path, ReviewFields? root)
    {
        _element = element;
        _path = path;
        _root = root ?? this;
    }

    /// <summary>What is wrong with the review, or null.</summary>
    public string? Problem => _root._problem;

    public static ReviewFields Of(JsonElement root)
    {
        var fields = new ReviewFields(root, "", null);
        if (root.ValueKind != JsonValueKind.Object)
        {
            fields.Report("the document is not an object");
        }

        return fields;
    }

    /// <summary>An object that must be there.</summary>
    public ReviewFields Required(string name) => new(Member(name, JsonValueKind.Object, isRequired: true) ?? default, _path + name + ".", _root);

    /// <summary>An object that may be absent; then so are its members.</summary>
    public ReviewFields Optional(string name) => new(Object(name) ?? default, _path + name + ".", _root);

    /// <summary>An object as it is, or null.</summary>
    public JsonElement? Object(string name) => Member(name, JsonValueKind.Object, isRequired: false);

    /// <summary>A string that must be there and not be empty.</summary>
    public string RequiredText(string name)
    {
        string text = Member(name, JsonValueKind.String, isRequired: true)?.GetString() ?? "";
        if (text.Length == 0)
        {
            Report($"{_path}{name} is empty");
        }

        return text;
    }

    /// <summary>A string; empty when absent.</summary>
    public string Text(string name) => Member(name, JsonValueKind.String, isRequired: false)?.GetString() ?? "";

    /// <summary>A truth value; false when absent.</summary>
    public bool Flag(string name)
    {
        JsonElement? value = Member(name);
        if (value is not null and not { ValueKind: JsonValueKind.True or JsonValueKind.False })
        {
            Report($"{_path}{name} is not true or false");
        }

        return value is { ValueKind: JsonValueKind.True };
    }

    /// <summary>Notes what is wrong, unless something was wrong before.</summary>
    public void Report(string problem) => _root._problem ??= problem;

    private JsonElement? Member(string name, JsonValueKind kind, bool isRequired)
    {
        JsonElement? value = Member(name);
        if (value?.ValueKind == kind)
        {
            return value;
        }

        if (value is not null || isRequired)
        {
            Report($"{_path}{name} is {(value is null ? "missing" : kind == JsonValueKind.Object ? "not an object" : "not a string")}");
        }

        return null;
    }

    private JsonElement? Member(string name) =>
        _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;
}
