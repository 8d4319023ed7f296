using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ImageGate.Sigstore;

/// <summary>
/// Reads members of proto3 JSON: names in lowerCamelCase, 64-bit integers as strings or numbers, bytes as base64, a member
/// that is missing or null has its default value. Whether unknown members are ignored is for the document's own reader to say.
/// </summary>
/// <remarks>Source: protobuf, "ProtoJSON Format". A member of the wrong kind is a <see cref="FormatException"/>, which the parser's door turns into its answer.</remarks>
internal static class ProtoJson
{
    /// <summary>Duplicate names are refused: two readers could else see two documents.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, int maxDepth) =>
        JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = maxDepth });

    /// <summary>Whether <paramref name="exception"/> says that the JSON is not what was expected, and is no fault of ours.</summary>
    /// <remarks>InvalidOperationException: a string with an unpaired surrogate, found only when it is read.</remarks>
    public static bool IsMalformed(Exception exception) => exception is JsonException or FormatException or InvalidOperationException;

    public static bool Has(JsonElement parent, string name) => Find(parent, name) is not null;

    public static JsonElement? Object(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } found => found,
        _ => throw new FormatException($"`{name}` is not an object"),
    };

    /// <exception cref="FormatException">There is none.</exception>
    public static JsonElement RequiredObject(JsonElement parent, string name) =>
        Object(parent, name) ?? throw new FormatException($"`{name}` is missing");

    public static IReadOnlyList<JsonElement> Array(JsonElement parent, string name, int most)
    {
        if (Find(parent, name) is not { } found)
        {
            return [];
        }

        return found.ValueKind != JsonValueKind.Array ? throw new FormatException($"`{name}` is not a list")
            : found.GetArrayLength() > most ? throw new FormatException($"`{name}` has more than {most} entries")
            : [.. found.EnumerateArray()];
    }

    public static string Text(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => string.Empty,
        { ValueKind: JsonValueKind.String } found => found.GetString()!,
        _ => throw new FormatException($"`{name}` is not a string"),
    };

    public static byte[] Bytes(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } found => Decode(found, name),
        _ => throw new FormatException($"`{name}` is not a string"),
    };

    /// <exception cref="FormatException">There are none.</exception>
    public static byte[] RequiredBytes(JsonElement parent, string name)
    {
        byte[] bytes = Bytes(parent, name);
        return bytes.Length > 0 ? bytes : throw new FormatException($"`{name}` is missing");
    }

    /// <summary>A list element that is bytes.</summary>
    public static byte[] Bytes(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? Decode(element, "an entry") : throw new FormatException("an entry is not a string");

    /// <summary>A 64-bit integer that is not negative.</summary>
    public static long Natural(JsonElement parent, string name)
    {
        long value = 0;
        bool isNumber = Find(parent, name) switch
        {
            null => true,
            { ValueKind: JsonValueKind.Number } number => number.TryGetInt64(out value),
            { ValueKind: JsonValueKind.String } text => long.TryParse(text.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
            _ => false,
        };
        return isNumber && value >= 0 ? value : throw new FormatException($"`{name}` is not an integer from 0 to 2^63-1");
    }

    // Mostly there is nothing escaped in base64, and the document's own bytes do: a string of them would be twice as long.
    private static byte[] Decode(JsonElement text, string name)
    {
        ReadOnlySpan<byte> quoted = JsonMarshal.GetRawUtf8Value(text);
        bool isDecoded = quoted.Contains((byte)'\\')
            ? StrictBase64.TryDecode(text.GetString(), out byte[]? bytes)
            : StrictBase64.TryDecode(quoted[1..^1], out bytes);
        return isDecoded ? bytes! : throw new FormatException($"`{name}` is not base64");
    }

    private static JsonElement? Find(JsonElement parent, string name) =>
        parent.ValueKind != JsonValueKind.Object ? throw new FormatException("an object was expected")
            : parent.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found
            : null;
}
