using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace ImageGate.Sigstore;

/// <summary>Base64 with padding and without blanks: .NET's own decoders skip white space, so that one value had many texts.</summary>
/// <remarks>Source: RFC 4648, 3.3 and 4.</remarks>
internal static class StrictBase64
{
    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");

    /// <summary>The standard alphabet.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 != 0 || text.ContainsAny(Blanks))
        {
            return false;
        }

        byte[] decoded = new byte[text.Length / 4 * 3];                // the text is there already: bounded by its own length
        if (!Convert.TryFromBase64Chars(text, decoded, out int length))
        {
            return false;
        }

        // Bits that are left over in the last group must be zero: one value, one text.
        int last = text.Length - Math.Min(text.Length, 4);
        bytes = decoded.AsSpan(0, length).ToArray();
        return text[last..].SequenceEqual(Convert.ToBase64String(bytes.AsSpan(last / 4 * 3)));
    }

    /// <summary>The standard or the URL-safe alphabet. Source: DSSE envelope.md, "either standard or URL-safe encoding is allowed".</summary>
    public static bool TryDecodeEither(string text, [NotNullWhen(true)] out byte[]? bytes) =>
        TryDecode(text.Replace('-', '+').Replace('_', '/'), out bytes);
}
