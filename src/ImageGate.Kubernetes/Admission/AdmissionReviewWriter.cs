using System.Buffers;
using System.Text.Json;

namespace ImageGate.Kubernetes.Admission;

/// <summary>Writes the answer.</summary>
/// <remarks>Source: k8s.io/api/admission/v1, AdmissionResponse.</remarks>
internal static class AdmissionReviewWriter
{
    private const int UsualBytes = 1_024;

    public static ReadOnlyMemory<byte> Write(AdmissionRecord record, Decision decision)
    {
        var json = new ArrayBufferWriter<byte>(UsualBytes);
        using (var writer = new Utf8JsonWriter(json))
        {
            Begin(writer, record.Uid, record.IsAllowed);
            WriteStatus(writer, ReviewStatus.Of(decision));
            WritePatch(writer, decision is Decision.Allowed allowed ? allowed.Patch : default);
            WriteWarnings(writer, AdmissionWarnings.Of(record.Images));
            WriteAuditAnnotations(writer, record);
            End(writer);
        }

        return json.WrittenMemory;
    }

    /// <summary>Writes what every answer begins with.</summary>
    public static void Begin(Utf8JsonWriter writer, string uid, bool allowed)
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, AdmissionReviewReader.ApiVersion);
        writer.WriteString("kind"u8, AdmissionReviewReader.Kind);
        writer.WriteStartObject("response"u8);
        writer.WriteString("uid"u8, uid);
        writer.WriteBoolean("allowed"u8, allowed);
    }

    /// <summary>Writes what every answer ends with.</summary>
    public static void End(Utf8JsonWriter writer)
    {
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Writes why it was denied, when it was.</summary>
    public static void WriteStatus(Utf8JsonWriter writer, ReviewStatus? status)
    {
        if (status is null)
        {
            return;
        }

        writer.WriteStartObject("status"u8);
        writer.WriteString("status"u8, "Failure"u8);
        writer.WriteNumber("code"u8, status.Code);
        writer.WriteString("reason"u8, status.Reason);
        writer.WriteString("message"u8, status.Message);
        if (status.RetryAfterSeconds is { } seconds)
        {
            writer.WriteStartObject("details"u8);
            writer.WriteNumber("retryAfterSeconds"u8, seconds);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    // The API server refuses a patch without a type and a type without a patch.
    private static void WritePatch(Utf8JsonWriter writer, ReadOnlyMemory<byte> patch)
    {
        if (!patch.IsEmpty)
        {
            writer.WriteString("patchType"u8, "JSONPatch"u8);
            writer.WriteBase64String("patch"u8, patch.Span);
        }
    }

    private static void WriteWarnings(Utf8JsonWriter writer, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("warnings"u8);
        foreach (string warning in warnings)
        {
            writer.WriteStringValue(warning);
        }

        writer.WriteEndArray();
    }

    private static void WriteAuditAnnotations(Utf8JsonWriter writer, AdmissionRecord record)
    {
        writer.WriteStartObject("auditAnnotations"u8);
        foreach ((string key, string value) in AuditAnnotations.Of(record))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }
}
