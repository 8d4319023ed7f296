using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace ImageGate.Kubernetes.Admission;

/// <summary>
/// JSON that has one meaning only: valid UTF-8 throughout, one document, no name twice in one object, no half of a surrogate
/// pair, at most <see cref="Limits.MaxReviewDepth"/> levels. Whoever reads it later sees what we have seen.
/// </summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = Limits.MaxReviewDepth };

    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The bytes; they are not copied, and have to stay as they are until the document is disposed of.</param>
    /// <param name="document">The document; whoever asked disposes of it.</param>
    /// <param name="problem">Why there is none, for people; it repeats nothing of the bytes.</param>
    public static bool TryParse(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? problem)
    {
        document = null;
        problem = null;
        if (!Utf8.IsValid(utf8.Span))
        {
            problem = "it is not valid UTF-8";
            return false;
        }

        try
        {
            RejectHalfSurrogates(utf8.Span);
            document = JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException malformed)
        {
            // Duplicates are reported without a position.
            problem = malformed.LineNumber is null ? "a name stands twice in one object"
                : $"it is not one JSON document of at most {Limits.MaxReviewDepth} levels (line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1})";
        }
        catch (InvalidOperationException)
        {
            problem = "a string has half of a surrogate pair";
        }

        return problem is null && document is not null;
    }

    // JsonElement finds them only when the string is read, with an exception.
    private static void RejectHalfSurrogates(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IndexOf("\\ud"u8) < 0 && utf8.IndexOf("\\uD"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Limits.MaxReviewDepth });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                _ = reader.GetString();
            }
        }
    }
}
