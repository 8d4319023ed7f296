using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ImageGate.Sigstore;

/// <summary>Base64 with padding and without blanks: .NET's own decoders skip white space, so that one value had many texts.</summary>
/// <remarks>Source: RFC 4648, 3.3 and 4.</remarks>
internal static class StrictBase64
{
    private const int GroupCharacters = 4;
    private const int GroupBytes = 3;

    private static readonly SearchValues<byte> Blanks = SearchValues.Create(" \t\r\n"u8);

    /// <summary>The standard alphabet.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        byte[] utf8 = new byte[text.Length];                           // the text is there already: bounded by its own length
        bytes = null;
        return Ascii.FromUtf16(text, utf8, out _) == OperationStatus.Done && TryDecode(utf8, out bytes);
    }

    /// <summary>As above, for text in UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (utf8.Length % GroupCharacters != 0 || utf8.ContainsAny(Blanks))
        {
            return false;
        }

        int padding = utf8.EndsWith("=="u8) ? 2 : utf8.EndsWith("="u8) ? 1 : 0;
        byte[] decoded = new byte[(utf8.Length / GroupCharacters * GroupBytes) - padding];
        if (Base64.DecodeFromUtf8(utf8, decoded, out _, out int length) != OperationStatus.Done || length != decoded.Length)
        {
            return false;
        }

        // Bits that are left over in the last group must be zero: one value, one text.
        Span<byte> last = stackalloc byte[GroupCharacters];
        int whole = Math.Max(0, (utf8.Length / GroupCharacters) - 1);
        Base64.EncodeToUtf8(decoded.AsSpan(whole * GroupBytes), last, out _, out int written);
        bytes = utf8[(whole * GroupCharacters)..].SequenceEqual(last[..written]) ? decoded : null;
        return bytes is not null;
    }

    /// <summary>The standard or the URL-safe alphabet. Source: DSSE envelope.md, "either standard or URL-safe encoding is allowed".</summary>
    public static bool TryDecodeEither(string text, [NotNullWhen(true)] out byte[]? bytes) =>
        TryDecode(text.Replace('-', '+').Replace('_', '/'), out bytes);
}
