using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Log;

/// <summary>Rekor v1's promise to include an entry, and its word about when.</summary>
/// <remarks>Source: rekor, openapi.yaml, signedEntryTimestamp: over the canonical JSON (RFC 8785) of body, integratedTime, logID and logIndex.</remarks>
internal static class SignedEntryTimestamp
{
    /// <summary>Exactly the bytes that the log signs. Base64, hex and integers need no escaping, so the text is canonical as it stands.</summary>
    public static byte[] SignedBytes(LogEntry entry)
    {
        ReadOnlySpan<byte> before = "{\"body\":\""u8;
        string rest = string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            ","integratedTime":{{entry.IntegratedTime}},"logID":"{{Convert.ToHexStringLower(entry.LogId.Span)}}","logIndex":{{entry.LogIndex}}}
            """);
        byte[] after = Encoding.ASCII.GetBytes(rest);
        byte[] signed = new byte[before.Length + Base64.GetMaxEncodedToUtf8Length(entry.Body.Length) + after.Length];
        before.CopyTo(signed);
        Base64.EncodeToUtf8(entry.Body.Span, signed.AsSpan(before.Length), out _, out int written);
        after.CopyTo(signed, before.Length + written);
        return signed;
    }

    /// <summary>Whether the log made the promise that the entry carries.</summary>
    public static bool Verify(LogEntry entry, PublicKey log) => entry.Promise is { } promise && log.Verify(SignedBytes(entry), promise.Span);
}
