using System.Buffers;
using System.Text.Json;

namespace ImageGate.Oci.Auth;

/// <summary>Reads a token service's JSON.</summary>
/// <remarks>Source: Docker registry token authentication and OAuth2 specifications: <c>token</c> or <c>access_token</c>, <c>expires_in</c>.</remarks>
internal static class TokenAnswer
{
    private const int MaxDepth = 8;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MaxDepth };

    // RFC 6750, 2.1: b64token. A header must not be bent by a token.
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("-._~+/=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The token, or null when there is none that can be used.</summary>
    public static Token? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonElement root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && (Value(root, "token") ?? Value(root, "access_token")) is { } value
                ? new Token(value, Lifetime(root))
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with an unpaired surrogate, found only when it is read.
            return null;
        }
    }

    private static string? Value(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.String
        && found.GetString() is { Length: > 0 and <= Limits.MaxTokenCharacters } text && !text.AsSpan().ContainsAnyExcept(TokenCharacters)
            ? text
            : null;

    private static TimeSpan Lifetime(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out JsonElement found) || found.ValueKind != JsonValueKind.Number || !found.TryGetInt64(out long seconds))
        {
            return Limits.DefaultTokenLifetime;
        }

        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, (long)Limits.MaxTokenLifetime.TotalSeconds));
    }
}
