using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ImageGate.Sigstore.Trust;

/// <summary>A JSON object and where it stands, so that an error can say so.</summary>
/// <remarks>Source: "ProtoJSON Format" of Protocol Buffers: null is the same as left out, bytes are base64, times RFC 3339.</remarks>
internal readonly partial struct JsonPart
{
    private readonly JsonElement _element;
    private readonly string _place;

    /// <exception cref="InvalidDataException">It is no object.</exception>
    public JsonPart(JsonElement element, string place)
    {
        _element = element;
        _place = place;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Malformed("is no JSON object");
        }
    }

    /// <summary>The error for a caller to throw; only the reader of the whole file catches it.</summary>
    public InvalidDataException Malformed(string what) => new($"{_place} {what}");

    public JsonPart Object(string name) => OptionalObject(name) ?? throw Malformed($"has no `{name}`");

    public JsonPart? OptionalObject(string name) => Find(name) is { } found ? new JsonPart(found, $"{_place}, {name}") : null;

    public string Text(string name) => OptionalText(name) ?? throw Malformed($"has no `{name}`");

    public string? OptionalText(string name) => Find(name) is { } found ? ReadText(found, name) : null;

    /// <summary>Standard base64 in its one canonical form: padded, no blanks, no bits left over; not empty.</summary>
    public byte[] Bytes(string name)
    {
        string text = Text(name);
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];      // bounded by MaxTrustedRootBytes
        return Convert.TryFromBase64String(text, bytes, out int written) && written > 0 && Convert.ToBase64String(bytes, 0, written) == text
            ? bytes[..written]
            : throw Malformed($"has a `{name}` that is not base64");
    }

    public DateTimeOffset? OptionalTime(string name)
    {
        if (OptionalText(name) is not { } text)
        {
            return null;
        }

        Match match = Rfc3339().Match(text);
        if (!match.Success || !DateTimeOffset.TryParseExact(
            match.Groups["seconds"].Value + match.Groups["zone"].Value,
            "yyyy-MM-dd'T'HH:mm:ssK",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out DateTimeOffset time))
        {
            throw Malformed($"has a `{name}` that is no RFC 3339 time");
        }

        // Nine digits are allowed and .NET has seven: what is finer than a tick is cut off.
        string fraction = match.Groups["fraction"].Value.PadRight(7, '0')[..7];
        return time.AddTicks(long.Parse(fraction, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    public DateTimeOffset Time(string name) => OptionalTime(name) ?? throw Malformed($"has no `{name}`");

    public bool Has(string name) => Find(name) is not null;

    /// <summary>A whole number that is written as one: no fraction, no exponent.</summary>
    public long Number(string name, long least, long most) =>
        Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt64(out long number) && number >= least && number <= most
            ? number
            : throw Malformed($"needs a `{name}` of {least} to {most}");

    public bool OptionalFlag(string name) => Find(name)?.ValueKind switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Malformed($"has a `{name}` that is no boolean"),
    };

    /// <summary>The objects that an object holds by name. Their places are told by number, because names may be anything.</summary>
    public IEnumerable<KeyValuePair<string, JsonPart>> Members(string name, int most)
    {
        JsonElement found = Find(name) ?? throw Malformed($"has no `{name}`");
        if (found.ValueKind != JsonValueKind.Object || found.GetPropertyCount() > most)
        {
            throw Malformed($"has a `{name}` that is no object of at most {most}");
        }

        string place = _place;
        return found.EnumerateObject().Select((member, index) => KeyValuePair.Create(member.Name, new JsonPart(member.Value, $"{place}, {name}[{index}]")));
    }

    /// <summary>Different strings.</summary>
    public HashSet<string> Texts(string name, int most)
    {
        var texts = new HashSet<string>();
        if (Find(name) is not { ValueKind: JsonValueKind.Array } found || found.GetArrayLength() > most)
        {
            throw Malformed($"has a `{name}` that is no list of at most {most}");
        }

        foreach (JsonElement element in found.EnumerateArray())
        {
            if (!texts.Add(ReadText(element, name)))
            {
                throw Malformed($"has a `{name}` with the same string twice");
            }
        }

        return texts;
    }

    public IEnumerable<JsonPart> List(string name) => List(name, Limits.MaxTrustedRootEntries);

    public IEnumerable<JsonPart> List(string name, int most)
    {
        if (Find(name) is not { } found)
        {
            return [];
        }

        if (found.ValueKind != JsonValueKind.Array || found.GetArrayLength() > most)
        {
            throw Malformed($"has a `{name}` that is no list of at most {most}");
        }

        string place = _place;
        return found.EnumerateArray().Select((element, index) => new JsonPart(element, $"{place}, {name}[{index}]"));
    }

    private string ReadText(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.String ? element.GetString()! : throw Malformed($"has a `{name}` that is no string");
        }
        catch (InvalidOperationException)
        {
            throw Malformed($"has a `{name}` with an unpaired surrogate");
        }
    }

    private JsonElement? Find(string name) =>
        _element.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found : null;

    [GeneratedRegex(@"\A(?<seconds>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?<fraction>[0-9]{1,9}))?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Rfc3339();
}
