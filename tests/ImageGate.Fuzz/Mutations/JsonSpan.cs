using System.Text.Json;

namespace ImageGate.Fuzz.Mutations;

/// <summary>Where a value of a JSON text stands.</summary>
/// <param name="MemberStart">Where its name starts, or as <paramref name="Start"/>: it has none.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">Behind its last byte.</param>
/// <param name="IsText">Whether it is a string.</param>
internal readonly record struct JsonSpan(int MemberStart, int Start, int End, bool IsText)
{
    private const int Most = 4_000;

    /// <summary>All values but the document itself, up to where the text is no JSON any more.</summary>
    public static List<JsonSpan> Find(byte[] json)
    {
        var found = new List<JsonSpan>();
        var open = new Stack<(int MemberStart, int Start)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
        int name = -1;
        try
        {
            while (found.Count < Most && reader.Read())
            {
                int start = (int)reader.TokenStartIndex;
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = start;
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push((name < 0 ? start : name, start));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        (int memberStart, int valueStart) = open.Pop();
                        found.Add(new JsonSpan(memberStart, valueStart, (int)reader.BytesConsumed, false));
                        break;
                    default:
                        found.Add(new JsonSpan(name < 0 ? start : name, start, (int)reader.BytesConsumed, reader.TokenType == JsonTokenType.String));
                        break;
                }

                name = -1;
            }
        }
        catch (JsonException)
        {
            // It was broken by an earlier step.
        }

        return found;
    }
}
