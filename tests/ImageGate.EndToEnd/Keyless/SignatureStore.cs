using System.Text;
using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>What is stored beside images, to be read and to be stored again, changed: whoever may push can.</summary>
/// <param name="host">The registry, plain HTTP, without the referrers API.</param>
internal sealed class SignatureStore(string host)
{
    private readonly RegistryWriter _registry = new(host);

    /// <summary>The bundle of an image with a statement of this predicate type; the list has no order.</summary>
    public async Task<JsonObject> ReadBundleAsync(PushedImage image, string predicateType) => (await ReadBundlesAsync(image)).Single(bundle =>
        JsonNode.Parse(bundle.Bytes("dsseEnvelope/payload"))!["predicateType"]!.GetValue<string>() == predicateType);

    /// <summary>The bundles in an image's referrers.</summary>
    public async Task<JsonObject[]> ReadBundlesAsync(PushedImage image)
    {
        JsonObject index = await ReadIndexAsync(image);
        return await Task.WhenAll(index["manifests"]!.AsArray().Select(async referrer =>
        {
            JsonObject manifest = Parse((await _registry.FindManifestAsync(PathOf(image), referrer!["digest"]!.GetValue<string>()))!);
            return Parse(await _registry.GetBlobAsync(PathOf(image), manifest["layers"]![0]!["digest"]!.GetValue<string>()));
        }));
    }

    public Task PushBundleAsync(PushedImage image, JsonNode bundle, Action<ReferrerSpec>? change = null) =>
        PushBundleAsync(image, Encoding.UTF8.GetBytes(bundle.ToJsonString()), change);

    /// <summary>Stores a bundle as a referrer, as cosign 3 does where nothing is changed.</summary>
    public async Task PushBundleAsync(PushedImage image, byte[] bundle, Action<ReferrerSpec>? change = null)
    {
        ReferrerSpec spec = await SpecAsync(image);
        change?.Invoke(spec);
        spec.Layers.Insert(0, await _registry.PushBlobAsync(PathOf(image), bundle, spec.LayerType));
        await ListAsync(image, [await PushReferrerAsync(image, spec, await PushConfigAsync(image))]);
    }

    /// <summary>Stores many referrers that hold the same blob each, told apart by an annotation.</summary>
    public async Task PushManyAsync(PushedImage image, int count, byte[] blob, Action<ReferrerSpec>? change = null)
    {
        JsonObject layer = await _registry.PushBlobAsync(PathOf(image), blob, OciJson.BundleType);
        JsonObject config = await PushConfigAsync(image);
        JsonObject? subject = (await SpecAsync(image)).Subject;
        await ListAsync(image, await Task.WhenAll(Enumerable.Range(0, count).Select(number =>
        {
            var spec = new ReferrerSpec { Subject = subject!.DeepClone().AsObject() };
            spec.Annotations["number"] = $"{number}";
            change?.Invoke(spec);
            JsonObject own = layer.DeepClone().AsObject();
            own["mediaType"] = spec.LayerType;
            spec.Layers.Add(own);
            return PushReferrerAsync(image, spec, config.DeepClone().AsObject());
        })));
    }

    /// <summary>Replaces what stands in for the list of referrers.</summary>
    public Task PutIndexAsync(PushedImage image, byte[] index, string mediaType = OciJson.IndexType) =>
        _registry.PutManifestAsync(PathOf(image), IndexTag(image), index, mediaType);

    /// <summary>The layers behind a tag of an image (<c>.sig</c>, <c>.att</c>), each with its blob.</summary>
    public async Task<(JsonObject Layer, byte[] Blob)[]> ReadTagAsync(PushedImage image, string suffix)
    {
        JsonObject manifest = await _registry.GetManifestAsync(PathOf(image), IndexTag(image) + suffix);
        return await Task.WhenAll(manifest["layers"]!.AsArray().Select(async layer =>
            (layer!.DeepClone().AsObject(), await _registry.GetBlobAsync(PathOf(image), layer["digest"]!.GetValue<string>()))));
    }

    /// <summary>Stores layers behind a tag of an image, with the digests and sizes of their blobs.</summary>
    public async Task PutTagAsync(PushedImage image, string suffix, params IEnumerable<(JsonObject Layer, byte[] Blob)> layers)
    {
        var descriptors = new List<JsonNode>();
        var pushed = new Dictionary<byte[], JsonObject>();
        foreach ((JsonObject layer, byte[] blob) in layers)
        {
            pushed[blob] = pushed.GetValueOrDefault(blob) ?? await _registry.PushBlobAsync(PathOf(image), blob, layer["mediaType"]!.GetValue<string>());
            JsonObject descriptor = pushed[blob].DeepClone().AsObject();
            descriptor["annotations"] = layer["annotations"]?.DeepClone();
            descriptors.Add(descriptor);
        }

        JsonObject config = await _registry.PushBlobAsync(PathOf(image), "{}"u8.ToArray(), OciJson.ConfigType);
        await _registry.PutManifestAsync(PathOf(image), IndexTag(image) + suffix, OciJson.Manifest(config, descriptors), OciJson.ManifestType);
    }

    private static string PathOf(PushedImage image) => image.Repository[(image.Repository.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static string IndexTag(PushedImage image) => "sha256-" + image.Digest.Hex;

    private static JsonObject Parse(byte[] json) => JsonNode.Parse(json)!.AsObject();

    private async Task<JsonObject> ReadIndexAsync(PushedImage image) =>
        await _registry.FindManifestAsync(PathOf(image), IndexTag(image)) is { } index ? Parse(index) : Parse(OciJson.Index());

    private async Task<ReferrerSpec> SpecAsync(PushedImage image)
    {
        byte[] manifest = (await _registry.FindManifestAsync(PathOf(image), image.Digest.ToString()))!;
        return new ReferrerSpec { Subject = OciJson.Descriptor(OciJson.ManifestType, image.Digest, manifest.Length) };
    }

    private Task<JsonObject> PushConfigAsync(PushedImage image) => _registry.PushBlobAsync(PathOf(image), "{}"u8.ToArray(), OciJson.EmptyType);

    private async Task<JsonObject> PushReferrerAsync(PushedImage image, ReferrerSpec spec, JsonObject config)
    {
        byte[] manifest = spec.Manifest(config);
        var digest = Sigstore.Digest.Of(manifest);
        await _registry.PutManifestAsync(PathOf(image), digest.ToString(), manifest, OciJson.ManifestType);
        return OciJson.Descriptor(OciJson.ManifestType, digest, manifest.Length, spec.ListedAs);
    }

    private async Task ListAsync(PushedImage image, IEnumerable<JsonObject> more)
    {
        JsonObject index = await ReadIndexAsync(image);
        foreach (JsonObject referrer in more)
        {
            index["manifests"]!.AsArray().Add(referrer);
        }

        await PutIndexAsync(image, Encoding.UTF8.GetBytes(index.ToJsonString()));
    }
}
