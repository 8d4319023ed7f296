using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ImageGate.Sigstore.Signatures;

/// <summary>The JSON that cosign signs: which image, of what kind, with which annotations.</summary>
/// <remarks>Source: containers/image, docs/containers-signature.5.md; cosign, specs/SIGNATURE_SPEC.md.</remarks>
internal sealed class SimpleSigningPayload
{
    /// <summary>The one <c>critical.type</c> that cosign writes.</summary>
    public const string CosignType = "cosign container image signature";

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowDuplicateProperties = false,
        MaxDepth = Limits.MaxPayloadDepth,
    };

    private SimpleSigningPayload(string type, string manifestDigest, Dictionary<string, string> annotations)
    {
        Type = type;
        ManifestDigest = manifestDigest;
        Annotations = annotations;
    }

    public string Type { get; }

    public string ManifestDigest { get; }

    /// <summary>The members of <c>optional</c> that are strings; others are no annotations of cosign's.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; }

    /// <summary>
    /// Strict: one JSON object, no comments, no trailing bytes, no duplicate names, names compared by case, and in
    /// <c>critical</c> nothing that we do not know, since whoever wrote it there meant that it must be understood.
    /// </summary>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out SimpleSigningPayload? payload)
    {
        payload = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            payload = Read(document.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with an unpaired surrogate, found only when it is read.
        }

        return payload is not null;
    }

    private static SimpleSigningPayload? Read(JsonElement root)
    {
        if (!HasOnly(root, "critical", "optional")
            || !root.TryGetProperty("critical", out JsonElement critical) || !HasOnly(critical, "identity", "image", "type")
            || !critical.TryGetProperty("image", out JsonElement image) || !HasOnly(image, "docker-manifest-digest")
            || !TryGetString(image, "docker-manifest-digest", out string? manifestDigest)
            || !TryGetString(critical, "type", out string? type)
            || !critical.TryGetProperty("identity", out JsonElement identity) || !HasOnly(identity, "docker-reference")
            || !TryGetString(identity, "docker-reference", out _)
            || !TryReadAnnotations(root, out Dictionary<string, string>? annotations))
        {
            return null;
        }

        return new SimpleSigningPayload(type, manifestDigest, annotations);
    }

    private static bool TryReadAnnotations(JsonElement root, [NotNullWhen(true)] out Dictionary<string, string>? annotations)
    {
        annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!root.TryGetProperty("optional", out JsonElement optional) || optional.ValueKind == JsonValueKind.Null)
        {
            return true;                                               // cosign writes null when there are none
        }

        if (optional.ValueKind != JsonValueKind.Object)
        {
            annotations = null;
            return false;
        }

        foreach (JsonProperty property in optional.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String)
            {
                annotations.Add(property.Name, property.Value.GetString()!);
            }
        }

        return true;
    }

    private static bool HasOnly(JsonElement element, params ReadOnlySpan<string> names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!names.Contains(property.Name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryGetString(JsonElement element, string name, [NotNullWhen(true)] out string? value)
    {
        value = element.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;
        return value is not null;
    }
}
