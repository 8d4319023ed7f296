using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;

namespace ImageGate.Testing;

/// <summary>Manifests and what they are made of, and the media types of the field.</summary>
public static class OciJson
{
    public const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    public const string IndexType = "application/vnd.oci.image.index.v1+json";
    public const string DockerManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerListType = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string ConfigType = "application/vnd.oci.image.config.v1+json";
    public const string LayerType = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string SimpleSigningType = "application/vnd.dev.cosign.simplesigning.v1+json";
    public const string CosignSignatureType = "application/vnd.dev.cosign.artifact.sig.v1+json";
    public const string BundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
    public const string DsseType = "application/vnd.dsse.envelope.v1+json";
    public const string EmptyType = "application/vnd.oci.empty.v1+json";
    public const string SignatureAnnotation = "dev.cosignproject.cosign/signature";

    private const int SchemaVersion = 2;

    public static JsonObject Descriptor(string mediaType, Digest digest, long size, string? artifactType = null)
    {
        ArgumentNullException.ThrowIfNull(digest);
        var descriptor = new JsonObject { ["mediaType"] = mediaType, ["digest"] = digest.ToString(), ["size"] = size };
        if (artifactType is not null)
        {
            descriptor["artifactType"] = artifactType;
        }

        return descriptor;
    }

    /// <summary>A cosign signature layer.</summary>
    public static JsonObject SignatureLayer(byte[] payload, string base64)
    {
        JsonObject layer = Descriptor(SimpleSigningType, Digest.Of(payload), payload.Length);
        layer["annotations"] = new JsonObject { [SignatureAnnotation] = base64 };
        return layer;
    }

    public static byte[] Manifest(JsonNode config, IEnumerable<JsonNode> layers, JsonNode? subject = null, string mediaType = ManifestType)
    {
        ArgumentNullException.ThrowIfNull(layers);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = SchemaVersion,
            ["mediaType"] = mediaType,
            ["config"] = config,
            ["layers"] = new JsonArray([.. layers]),
        };
        if (subject is not null)
        {
            manifest["subject"] = subject;
        }

        return Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }

    public static byte[] Index(params JsonNode[] manifests) => Encoding.UTF8.GetBytes(
        new JsonObject { ["schemaVersion"] = SchemaVersion, ["mediaType"] = IndexType, ["manifests"] = new JsonArray(manifests) }.ToJsonString());
}
