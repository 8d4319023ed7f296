using System.Text.Json;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>
/// Reads manifests and indexes. Strict: one JSON object, no duplicate names, bounded depth and entries, and what it says of
/// itself is what the response says of it.
/// </summary>
internal static class ManifestReader
{
    private const int SchemaVersion = 2;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Limits.MaxManifestDepth };

    /// <summary>Reads a manifest with layers.</summary>
    public static RegistryResult<ImageManifest> ReadManifest(Reply reply, string about) => MediaTypes.IsManifest(reply.MediaType)
        ? Read(reply, about, root => ReadList(root, "layers", Sigstore.Limits.MaxSignatures, about).Then<IReadOnlyList<Descriptor>, ImageManifest>(
            layers => new RegistryResult<ImageManifest>.Found(new ImageManifest(layers, Subject(root)))))
        : Failed<ImageManifest>(new RegistryFailure.Invalid($"{about} is not an image manifest but {Shown(reply.MediaType)}"));

    /// <summary>Reads an OCI index with at most <paramref name="maxEntries"/> entries.</summary>
    public static RegistryResult<IReadOnlyList<Descriptor>> ReadIndex(Reply reply, int maxEntries, string about) => reply.MediaType == MediaTypes.OciIndex
        ? Read(reply, about, root => ReadList(root, "manifests", maxEntries, about))
        : Failed<IReadOnlyList<Descriptor>>(new RegistryFailure.Invalid($"{about} is not an OCI index but {Shown(reply.MediaType)}"));

    /// <summary>Whether it is a manifest or an index that a runtime of today would take; its digest when it is.</summary>
    public static RegistryResult<Digest> ReadDigest(Reply reply, string about) => reply.MediaType switch
    {
        { } schema1 when MediaTypes.IsSchema1(schema1) => Failed<Digest>(Schema1(about)),
        { } image when MediaTypes.IsImage(image) => Read(reply, about, _ => new RegistryResult<Digest>.Found(Digest.Of(reply.Body))),
        _ => Failed<Digest>(new RegistryFailure.Invalid($"{about} is not an image but {Shown(reply.MediaType)}")),
    };

    public static RegistryFailure.Invalid Schema1(string about) =>
        new($"{about} is a Docker schema 1 manifest, which container runtimes no longer take; push the image again with a current tool");

    private static RegistryResult<T> Read<T>(Reply reply, string about, Func<JsonElement, RegistryResult<T>> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(reply.Body, Strict);
            return IsWhatItSays(document.RootElement, reply.MediaType) ? read(document.RootElement) : Malformed<T>(about);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a string with an unpaired surrogate, found only when it is read.
            return Malformed<T>(about);
        }
    }

    // mediaType may be missing in OCI manifests. When it is there it has to agree: bytes that are a manifest to one reader
    // and an index to another are an attack (CVE-2021-41190).
    private static bool IsWhatItSays(JsonElement root, string? mediaType) =>
        root.ValueKind == JsonValueKind.Object
        && root.TryGetProperty("schemaVersion", out JsonElement version) && version.ValueKind == JsonValueKind.Number
        && version.TryGetInt32(out int number) && number == SchemaVersion
        && (!root.TryGetProperty("mediaType", out JsonElement own) || (own.ValueKind == JsonValueKind.String && own.ValueEquals(mediaType)))
        && !(root.TryGetProperty("layers", out _) && root.TryGetProperty("manifests", out _));

    private static RegistryResult<IReadOnlyList<Descriptor>> ReadList(JsonElement root, string name, int maxEntries, string about)
    {
        if (!root.TryGetProperty(name, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return Malformed<IReadOnlyList<Descriptor>>(about);
        }

        int count = list.GetArrayLength();
        if (count > maxEntries)
        {
            return Failed<IReadOnlyList<Descriptor>>(new RegistryFailure.TooLarge($"{about} has {count} {name}; at most {maxEntries} are looked at"));
        }

        var descriptors = new List<Descriptor>(count);
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (ReadDescriptor(entry) is not { } descriptor)
            {
                return Malformed<IReadOnlyList<Descriptor>>(about);
            }

            descriptors.Add(descriptor);
        }

        return new RegistryResult<IReadOnlyList<Descriptor>>.Found(descriptors);
    }

    private static Descriptor? ReadDescriptor(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "mediaType") is not { } mediaType || Text(entry, "digest") is not { } digest
            || !entry.TryGetProperty("size", out JsonElement size) || size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out long bytes) || bytes < 0)
        {
            return null;
        }

        Digest? parsed = Digest.TryParse(digest, out Digest? sha256) ? sha256 : null;
        var descriptor = new Descriptor(mediaType, parsed, bytes) { ArtifactType = Text(entry, "artifactType") };
        return entry.TryGetProperty("annotations", out JsonElement annotations) && annotations.ValueKind == JsonValueKind.Object
            ? WithAnnotations(descriptor, annotations)
            : descriptor;
    }

    // Source: cosign, specs/SIGNATURE_SPEC.md and BUNDLE_SPEC.md.
    private static Descriptor WithAnnotations(Descriptor descriptor, JsonElement annotations)
    {
        var cosign = new CosignAnnotations(
            Text(annotations, "dev.sigstore.cosign/certificate"),
            Text(annotations, "dev.sigstore.cosign/chain"),
            Text(annotations, "dev.sigstore.cosign/bundle"),
            Text(annotations, "dev.sigstore.cosign/rfc3161timestamp"));
        return descriptor with
        {
            Signature = Text(annotations, "dev.cosignproject.cosign/signature"),
            Cosign = cosign is { Certificate: null, Chain: null, Bundle: null, Rfc3161Timestamp: null } ? null : cosign,
            PredicateType = Text(annotations, "dev.sigstore.bundle.predicateType"),
        };
    }

    private static Digest? Subject(JsonElement root) =>
        root.TryGetProperty("subject", out JsonElement subject) && subject.ValueKind == JsonValueKind.Object
        && Text(subject, "digest") is { } text && Digest.TryParse(text, out Digest? digest)
            ? digest
            : null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    private static string Shown(string? mediaType) => mediaType is null ? "of no media type" : Printable.Excerpt(mediaType);

    private static RegistryResult<T> Malformed<T>(string about) => Failed<T>(new RegistryFailure.Invalid($"{about} is malformed or not of its media type"));

    private static RegistryResult<T> Failed<T>(RegistryFailure failure) => new RegistryResult<T>.Failed(failure);
}
