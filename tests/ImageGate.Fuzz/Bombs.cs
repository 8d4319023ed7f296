using System.Text;
using ImageGate.Fuzz.Mutations;

namespace ImageGate.Fuzz;

/// <summary>Inputs that nest as deep as their length allows.</summary>
internal static class Bombs
{
    private static readonly (string Open, string Middle, string Close)[] Texts =
    [
        ("[", "1", "]"),
        ("{\"a\":", "1", "}"),
        ("[{\"a\":", "1", "}]"),
        ("{a: ", "1", "}"),
        ("- ", "a", ""),
        ("? ", "a", ""),
        ("(", "a", ")"),
        ("(?:", "a", ")*"),
        ("(a|", "b", ")+"),
        ("[a-[", "b", "]]"),
        ("**/", "a", ""),
        ("a{9}", "", "{9}"),
    ];

    private static readonly (byte[] Open, byte[] Close)[] Elements =
    [
        ([0x30, 0x80], [0x00, 0x00]),
        ([0x24, 0x80], [0x00, 0x00]),
        ([0xA0, 0x80], [0x00, 0x00]),
        ([0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF], []),
    ];

    public static IEnumerable<byte[]> Of(int bytes)
    {
        foreach ((string open, string middle, string close) in Texts)
        {
            int depth = bytes / (open.Length + Math.Max(close.Length, 1));
            yield return [.. Repeat(open, depth), .. Encoding.ASCII.GetBytes(middle), .. Repeat(close, depth)];
            yield return Repeat(open, bytes / open.Length);
        }

        foreach ((byte[] open, byte[] close) in Elements)
        {
            int depth = bytes / (open.Length + close.Length);
            yield return [.. ByteMutations.Repeat(open, depth), .. ByteMutations.Repeat(close, depth)];
        }

        yield return DerNode.Nest([0x05, 0x00], 0x30, 2_000);
    }

    /// <summary>A good JSON input with one of its values below very many lists.</summary>
    public static IEnumerable<byte[]> In(byte[] json, int depth) => JsonSpan.Find(json).Select(span =>
        (byte[])[.. json.AsSpan(0, span.Start), .. Repeat("[", depth), .. json.AsSpan(span.Start, span.End - span.Start), .. Repeat("]", depth), .. json.AsSpan(span.End)]);

    private static byte[] Repeat(string text, int count) => ByteMutations.Repeat(Encoding.ASCII.GetBytes(text), count);
}
