using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Testing;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>The manifest of a referrer and its entry in the list, as cosign 3 makes them; a test breaks one thing.</summary>
internal sealed class ReferrerSpec
{
    public required JsonObject? Subject { get; set; }

    public string ArtifactType { get; set; } = OciJson.BundleType;

    /// <summary>The type in the list: cosign writes that of the empty config.</summary>
    public string ListedAs { get; set; } = OciJson.EmptyType;

    public string LayerType { get; set; } = OciJson.BundleType;

    public JsonObject Annotations { get; } = new()
    {
        ["dev.sigstore.bundle.content"] = "dsse-envelope",
        ["dev.sigstore.bundle.predicateType"] = "https://sigstore.dev/cosign/sign/v1",
    };

    /// <summary>What follows the bundle.</summary>
    public IList<JsonNode> Layers { get; } = [];

    public byte[] Manifest(JsonObject config)
    {
        JsonObject manifest = JsonNode.Parse(OciJson.Manifest(config, Layers, Subject?.DeepClone()))!.AsObject();
        manifest["artifactType"] = ArtifactType;
        manifest["annotations"] = Annotations.DeepClone();
        return Encoding.UTF8.GetBytes(manifest.ToJsonString());
    }
}
