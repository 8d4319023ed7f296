using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Core.Images;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Workloads;
using ImageGate.Sigstore;

namespace ImageGate.Fuzz.Targets;

/// <summary>Writes digests into an object as the API server would, and looks whether they are there and nothing else changed.</summary>
internal static class PatchRoundTrip
{
    private static readonly Digest Other = Digest.Of("an image"u8);
    private static readonly JsonDocumentOptions Depth = new() { MaxDepth = 256 };
    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 256 };

    /// <exception cref="InvalidOperationException">The patch does not do what it should.</exception>
    public static void Run(AdmissionRequest request, JsonElement root, IReadOnlyList<ImageUse> uses)
    {
        List<(ImageUse Use, PinnedImage Pinned)> pins = [];
        foreach (ImageUse use in uses)
        {
            if (ImageReference.TryParse(use.Text, out ImageReference? image, out _))
            {
                pins.Add((use, image.Pin(new VerifiedSignature(image.Digest ?? Other, "nobody"))));
            }
        }

        ReadOnlyMemory<byte> patch = JsonPatch.For(pins);
        if (patch.IsEmpty)
        {
            return;
        }

        JsonNode patched = Parse(root);
        Apply(patched, JsonNode.Parse(patch.Span)!.AsArray());
        CheckImages(request, patched, uses, pins);
        CheckRest(root, patched, pins);
    }

    private static JsonNode Parse(JsonElement root) => JsonNode.Parse(root.GetRawText(), documentOptions: Depth)!;

    private static void Apply(JsonNode root, JsonArray patch)
    {
        foreach (JsonNode? operation in patch)
        {
            (JsonNode parent, string name) = Resolve(root, operation!["path"]!.GetValue<string>());
            string value = operation["value"]!.GetValue<string>();
            if (operation["op"]!.GetValue<string>() == "replace")
            {
                parent[name] = value;
            }
            else
            {
                Demand(parent[name]!.GetValue<string>() == value, "a test of the patch fails");
            }
        }
    }

    private static void CheckImages(AdmissionRequest request, JsonNode patched, IReadOnlyList<ImageUse> uses, List<(ImageUse Use, PinnedImage Pinned)> pins)
    {
        var pinned = pins.ToDictionary(pin => pin.Use.Pointer, pin => pin.Pinned.Text);
        using var document = JsonDocument.Parse(patched.ToJsonString(Deep), Depth);
        Demand(
            ImageFinder.Find(request.Kind, request.Resource, request.SubResource, document.RootElement) is ImageFinding.Found found
            && found.Uses.Select(use => (use.Pointer, use.List, use.Name, use.Text))
                .SequenceEqual(uses.Select(use => (use.Pointer, use.List, use.Name, pinned.GetValueOrDefault(use.Pointer, use.Text)))),
            "the patched object names other images");
    }

    private static void CheckRest(JsonElement root, JsonNode patched, List<(ImageUse Use, PinnedImage Pinned)> pins)
    {
        foreach ((ImageUse use, _) in pins)
        {
            (JsonNode parent, string name) = Resolve(patched, use.Pointer);
            parent[name] = use.Text;
        }

        Demand(JsonNode.DeepEquals(patched, Parse(root)), "the patch changes more than images");
    }

    private static (JsonNode Parent, string Name) Resolve(JsonNode root, string pointer)
    {
        string[] path = pointer.Split('/')[1..];
        return (path[..^1].Aggregate(root, (node, name) => (node is JsonArray array ? array[int.Parse(name, CultureInfo.InvariantCulture)] : node[name])!), path[^1]);
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
