using System.Globalization;
using System.Text;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Log;

/// <summary>Rekor v1's promise to include an entry, and its word about when.</summary>
/// <remarks>Source: rekor, openapi.yaml, signedEntryTimestamp: over the canonical JSON (RFC 8785) of body, integratedTime, logID and logIndex.</remarks>
internal static class SignedEntryTimestamp
{
    /// <summary>Exactly the bytes that the log signs. Base64, hex and integers need no escaping, so the text is canonical as it stands.</summary>
    public static byte[] SignedBytes(LogEntry entry) => Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"body":"{{Convert.ToBase64String(entry.Body.Span)}}","integratedTime":{{entry.IntegratedTime}},"logID":"{{Convert.ToHexStringLower(entry.LogId.Span)}}","logIndex":{{entry.LogIndex}}}"""));

    /// <summary>Whether the log made the promise that the entry carries.</summary>
    public static bool Verify(LogEntry entry, PublicKey log) => entry.Promise is { } promise && log.Verify(SignedBytes(entry), promise.Span);
}
