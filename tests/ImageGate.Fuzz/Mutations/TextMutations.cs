using System.Text;

namespace ImageGate.Fuzz.Mutations;

/// <summary>Changes that text readers stumble over.</summary>
internal static class TextMutations
{
    /// <summary>Stands for half of a surrogate pair where a target takes text: bytes cannot say it.</summary>
    public const char HalfPair = '\uE000';

    private static readonly byte[][] Pieces =
    [
        "\r\n"u8.ToArray(),
        "\n"u8.ToArray(),
        "\n\n"u8.ToArray(),
        "\r"u8.ToArray(),
        "\0"u8.ToArray(),
        "\t"u8.ToArray(),
        " "u8.ToArray(),
        "\u00A0"u8.ToArray(),
        "\u2028"u8.ToArray(),
        "\u202E"u8.ToArray(),
        "\uFEFF"u8.ToArray(),
        "\uE000"u8.ToArray(),
        "\uFFFF"u8.ToArray(),
        "\u0430"u8.ToArray(),                                          // Cyrillic a
        "\u212A"u8.ToArray(),                                          // Kelvin sign: k in lower case
        "\u0130"u8.ToArray(),                                          // I with a dot: two characters in lower case
        "\uFF0F"u8.ToArray(),                                          // full-width /
        "\u0660"u8.ToArray(),                                          // Arabic digit zero
        "\U0001F600"u8.ToArray(),
        "e\u0301"u8.ToArray(),
        [0xC0, 0xAF],                                                  // overlong /
        [0xC1, 0xA1],                                                  // overlong a
        [0xE0, 0x80, 0xAF],
        [0xED, 0xA0, 0x80],                                            // a surrogate in UTF-8
        [0xF4, 0x90, 0x80, 0x80],                                      // beyond U+10FFFF
        [0x80],
        [0xFF],
        "xn--"u8.ToArray(),
        "xn--\u00FC"u8.ToArray(),
        "%00"u8.ToArray(),
        "../"u8.ToArray(),
        "://"u8.ToArray(),
        "[::1]"u8.ToArray(),
        "@sha256:"u8.ToArray(),
        "**"u8.ToArray(),
        "-----BEGIN PUBLIC KEY-----"u8.ToArray(),
        "-----END PUBLIC KEY-----"u8.ToArray(),
        "99999999999999999999"u8.ToArray(),
        "-9223372036854775808"u8.ToArray(),
        "18446744073709551616"u8.ToArray(),
        "\""u8.ToArray(),
        "\\"u8.ToArray(),
        ","u8.ToArray(),
        "="u8.ToArray(),
        ":"u8.ToArray(),
        "/"u8.ToArray(),
    ];

    public static byte[] Change(byte[] input, Random random)
    {
        int at = random.Next(input.Length + 1);
        int to = Math.Min(input.Length, at + random.Next(3));
        ReadOnlySpan<byte> piece = Pieces[random.Next(Pieces.Length)];
        return random.Next(8) switch
        {
            0 => ByteMutations.Splice(input, at, to, ByteMutations.Repeat(piece, random.Next(1, 2_000))),
            1 => ByteMutations.Splice(input, at, at, ByteMutations.Repeat(input.AsSpan(at, to - at), random.Next(1, 2_000))),
            2 => SwapCase(input, at),
            _ => ByteMutations.Splice(input, at, to, piece),
        };
    }

    /// <summary>The text of an input for a reader of text.</summary>
    public static string TextOf(byte[] input) => Encoding.UTF8.GetString(input).Replace(HalfPair, '\uD800');

    private static byte[] SwapCase(byte[] input, int at)
    {
        byte[] changed = [.. input];
        if (at < changed.Length && char.IsAsciiLetter((char)changed[at]))
        {
            changed[at] ^= 0x20;
        }

        return changed;
    }
}
