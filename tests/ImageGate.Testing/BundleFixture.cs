using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Testing;

/// <summary>An image that real cosign 3 signed by a bundle in a referrer; see tests/fixtures/cosign/README.md.</summary>
public sealed class BundleFixture
{
    private readonly string _folder;

    private BundleFixture(string folder)
    {
        _folder = folder;
        Image = Digest.Parse(File.ReadAllText(Path.Combine(folder, "image.txt")).Trim());
        Manifest = BytesOf("manifest.json");
        Bundle = BytesOf("blobs", Digest.Parse(JsonNode.Parse(Manifest)!["layers"]![0]!["digest"]!.GetValue<string>()).Hex);
    }

    /// <summary>The signed image.</summary>
    public Digest Image { get; }

    /// <summary>The referrer's manifest.</summary>
    public byte[] Manifest { get; }

    /// <summary>The referrer's one layer.</summary>
    public byte[] Bundle { get; }

    /// <summary>The public key.</summary>
    public PublicKey Key => PublicKeyPem.TryParse(File.ReadAllText(Path.Combine(_folder, "cosign.pub")), KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error)
        ? keys[0]
        : throw new InvalidDataException(error);

    /// <summary>Reads a case by the name of its folder.</summary>
    public static BundleFixture Read(string name) => new(Fixtures.PathOf("cosign", name));

    /// <summary>Puts in the image and its referrer, byte by byte, and the list as cosign wrote it.</summary>
    /// <param name="registry">Where to.</param>
    /// <param name="repository">The repository.</param>
    /// <param name="artifactType">What the list says of the referrer; null: what cosign wrote, the type of the empty config.</param>
    /// <returns>The referrer.</returns>
    public Digest PushTo(InMemoryRegistry registry, string repository, string? artifactType = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.PushManifest(repository, BytesOf("image.json"), OciJson.ManifestType);
        registry.PushBlob(repository, Bundle);
        Digest referrer = registry.PushManifest(repository, Manifest, OciJson.ManifestType);
        JsonObject descriptor = JsonNode.Parse(BytesOf("referrers.json"))!["manifests"]![0]!.DeepClone().AsObject();
        descriptor["artifactType"] = artifactType ?? descriptor["artifactType"]!.GetValue<string>();
        registry.ListReferrer(repository, Image, descriptor);
        return referrer;
    }

    private byte[] BytesOf(params string[] parts) => File.ReadAllBytes(Path.Combine([_folder, .. parts]));
}
