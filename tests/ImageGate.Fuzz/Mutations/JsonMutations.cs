using System.Text;

namespace ImageGate.Fuzz.Mutations;

/// <summary>Changes of JSON that mostly leave it JSON: other types, missing and doubled names, huge numbers, depth.</summary>
internal static class JsonMutations
{
    private const int MostDepth = 3_000;
    private const int MostCopies = 200;

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "-1", "1.5", "1e400", "1E-400", "9223372036854775807", "9223372036854775808",
        "-9223372036854775809", "253402300800", "99999999999999999999999999999999999999", "\"\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u00e9\"", "[]", "{}", "[null]", "[[]]", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}",
        "\"9223372036854775807\"", "\"253402300800\"", "\"9999-12-31T23:59:59.999999999Z\"", "\"9999-12-31T23:59:59-23:59\"",
        "\"0001-01-01T00:00:00+23:59\"", "\"AA==\"", "\"AB==\"", "NaN", "01", "'a'", "[1,]", "/**/1",
    ];

    public static byte[] Change(byte[] input, byte[] other, Random random)
    {
        List<JsonSpan> spans = JsonSpan.Find(input);
        if (spans.Count == 0)
        {
            return ByteMutations.Change(input, other, random);
        }

        JsonSpan span = spans[random.Next(spans.Count)];
        JsonSpan second = spans[random.Next(spans.Count)];
        ReadOnlySpan<byte> value = input.AsSpan(span.Start, span.End - span.Start);
        return random.Next(10) switch
        {
            0 or 1 => ByteMutations.Splice(input, span.Start, span.End, Encoding.UTF8.GetBytes(Values[random.Next(Values.Length)])),
            2 => ByteMutations.Splice(input, span.Start, span.End, input.AsSpan(second.Start, second.End - second.Start)),
            3 => Remove(input, span),
            4 => ByteMutations.Splice(input, span.End, span.End, Again(input, span, random.Next(1, 3))),
            5 => ByteMutations.Splice(input, span.End, span.End, Again(input, span, random.Next(1, MostCopies))),
            6 => Nest(input, span, random),
            7 => Escape(input, span, random),
            8 => ByteMutations.Splice(input, span.Start, span.End, [.. "["u8, .. value, .. "]"u8]),
            _ => Rename(input, span, second),
        };
    }

    private static ReadOnlySpan<byte> Again(byte[] input, JsonSpan span, int count)
    {
        byte[] one = [(byte)',', .. input.AsSpan(span.MemberStart, span.End - span.MemberStart)];
        return ByteMutations.Repeat(one, one.Length * count <= 64 * 1024 ? count : 1);
    }

    private static byte[] Remove(byte[] input, JsonSpan span)
    {
        int end = span.End;
        while (end < input.Length && input[end] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            end++;
        }

        return ByteMutations.Splice(input, span.MemberStart, end < input.Length && input[end] == (byte)',' ? end + 1 : span.End, []);
    }

    private static byte[] Nest(byte[] input, JsonSpan span, Random random)
    {
        // Now and then deep enough for a stack, else just around the bounds.
        int depth = random.Next(8) == 0 ? random.Next(MostDepth) : random.Next(140);
        (string open, string close) = random.Next(2) == 0 ? ("[", "]") : ("{\"a\":", "}");
        return [.. input.AsSpan(0, span.Start), .. ByteMutations.Repeat(Encoding.UTF8.GetBytes(open), depth), .. input.AsSpan(span.Start, span.End - span.Start),
            .. random.Next(4) == 0 ? [] : ByteMutations.Repeat(Encoding.UTF8.GetBytes(close), depth), .. input.AsSpan(span.End)];
    }

    // The same text in escapes: two readers may see two texts.
    private static byte[] Escape(byte[] input, JsonSpan span, Random random)
    {
        int start = random.Next(2) == 0 ? span.MemberStart : span.Start;
        if (input[start] != (byte)'"' || start + 1 >= span.End || !char.IsAsciiLetterOrDigit((char)input[start + 1]))
        {
            return input;
        }

        return ByteMutations.Splice(input, start + 1, start + 2, Encoding.UTF8.GetBytes($"\\u{input[start + 1]:x4}"));
    }

    private static byte[] Rename(byte[] input, JsonSpan span, JsonSpan other) =>
        span.MemberStart == span.Start || other.MemberStart == other.Start
            ? input
            : ByteMutations.Splice(input, span.MemberStart, span.Start, input.AsSpan(other.MemberStart, other.Start - other.MemberStart));
}
