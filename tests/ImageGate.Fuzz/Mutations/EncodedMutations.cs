using System.Text;

namespace ImageGate.Fuzz.Mutations;

/// <summary>Changes inside of base64: a certificate in a bundle, a payload in an envelope, a body in a log entry, a key in PEM.</summary>
internal static class EncodedMutations
{
    private const int LeastCharacters = 16;
    private const byte Sequence = 0x30;

    public static byte[] Change(byte[] input, Random random)
    {
        List<(int Start, int End, byte[] Bytes)> found = JsonSpan.Find(input) is { Count: > 0 } spans ? InJson(input, spans) : InText(input);
        if (found.Count == 0)
        {
            return ByteMutations.Change(input, input, random);
        }

        (int start, int end, byte[] bytes) = found[random.Next(found.Count)];
        InputFormat format = bytes.Length > 0 && bytes[0] == Sequence ? InputFormat.Der
            : bytes.Length > 0 && bytes[0] == (byte)'{' ? InputFormat.Json
            : InputFormat.Text;
        string encoded = Convert.ToBase64String(Mutator.Step(bytes, bytes, format, random));
        return ByteMutations.Splice(input, start, end, Encoding.ASCII.GetBytes(encoded));
    }

    private static List<(int Start, int End, byte[] Bytes)> InJson(byte[] input, List<JsonSpan> spans)
    {
        var found = new List<(int Start, int End, byte[] Bytes)>();
        foreach (JsonSpan span in spans.Where(span => span.IsText))
        {
            Add(found, input, span.Start + 1, span.End - 1);
        }

        return found;
    }

    // The lines of a PEM block, as one.
    private static List<(int Start, int End, byte[] Bytes)> InText(byte[] input)
    {
        var found = new List<(int Start, int End, byte[] Bytes)>();
        for (int start = 0; start < input.Length;)
        {
            int end = start;
            while (end < input.Length && (char.IsAsciiLetterOrDigit((char)input[end]) || input[end] is (byte)'+' or (byte)'/' or (byte)'=' or (byte)'\n'))
            {
                end++;
            }

            Add(found, input, start, end);
            start = end + 1;
        }

        return found;
    }

    private static void Add(List<(int Start, int End, byte[] Bytes)> found, byte[] input, int start, int end)
    {
        byte[] bytes = new byte[Math.Max(end - start, 0)];
        if (bytes.Length >= LeastCharacters
            && Convert.TryFromBase64String(Encoding.Latin1.GetString(input, start, end - start), bytes, out int written))
        {
            found.Add((start, end, bytes[..written]));
        }
    }
}
