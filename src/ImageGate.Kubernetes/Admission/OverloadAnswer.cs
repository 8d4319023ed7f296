using System.Buffers;
using System.Text.Json;

namespace ImageGate.Kubernetes.Admission;

/// <summary>The answer to a review that is not decided because too many are: a denial that asks to try again.</summary>
/// <remarks>
/// Only the beginning of the review is needed. The API server writes <c>request.uid</c> first: Source: k8s.io/api/admission/v1,
/// order of the fields of AdmissionReview and AdmissionRequest.
/// </remarks>
public static class OverloadAnswer
{
    /// <summary>Why, for people.</summary>
    public const string Message = "ImageGate has more requests than it can take on; try again";

    private const int ServiceUnavailable = 503;
    private const int RetryAfterSeconds = 1;

    /// <summary>Writes the answer.</summary>
    /// <param name="beginning">The first bytes of the review, or all.</param>
    /// <returns>A review with the same uid, or null: they name none.</returns>
    public static byte[]? For(ReadOnlySpan<byte> beginning) => Uid(beginning) is { } uid ? Write(uid) : null;

    private static byte[] Write(string uid)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json);
        AdmissionReviewWriter.Begin(writer, uid, allowed: false);
        AdmissionReviewWriter.WriteStatus(writer, new ReviewStatus(ServiceUnavailable, "ServiceUnavailable", Message, RetryAfterSeconds));
        AdmissionReviewWriter.End(writer);
        writer.Flush();
        return json.WrittenSpan.ToArray();
    }

    private static string? Uid(ReadOnlySpan<byte> beginning)
    {
        var reader = new Utf8JsonReader(beginning, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = Limits.MaxReviewDepth }));
        try
        {
            bool inRequest = false;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                inRequest = reader.CurrentDepth == 1 ? reader.ValueTextEquals("request"u8) : inRequest;
                if (inRequest && reader.CurrentDepth == 2 && reader.ValueTextEquals("uid"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String ? Checked(reader.GetString()) : null;
                }
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }

        return null;
    }

    private static string? Checked(string? uid) => uid is not null && AdmissionReviewReader.IsUid(uid) ? uid : null;
}
