using System.Text.Json.Nodes;
using ImageGate.Core.Images;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Workloads;
using ImageGate.Sigstore;

namespace ImageGate.Kubernetes.Tests.Admission;

public sealed class JsonPatchTests : IDisposable
{
    private static readonly Digest Content = SignedRegistry.DigestOf("content");

    private readonly SignedRegistry _registry = new();

    [Fact]
    public void Each_image_is_tested_and_replaced()
    {
        JsonObject pod = Reviews.Pod("ghcr.io/acme/api:1", "ghcr.io/acme/web");
        string patch = PatchApplier.Text(JsonPatch.For(Pins(pod)));

        patch.Should().StartWith("""[{"op":"test","path":"/spec/containers/0/image","value":"ghcr.io/acme/api:1"},{"op":"replace","path":"/spec/containers/0/image","value":"ghcr.io/acme/api:1@sha256:""");
        JsonNode patched = PatchApplier.Apply(pod, patch);
        patched["spec"]!["containers"]!.AsArray().Select(container => container!["image"]!.GetValue<string>())
            .Should().Equal($"ghcr.io/acme/api:1@{Content}", $"ghcr.io/acme/web@{Content}");
    }

    [Fact]
    public void Nothing_but_the_images_is_changed()
    {
        JsonObject pod = Reviews.Pod("ghcr.io/acme/api:1");
        JsonNode patched = PatchApplier.Apply(pod, PatchApplier.Text(JsonPatch.For(Pins(pod))));

        patched["spec"]!["containers"]![0]!["image"] = "ghcr.io/acme/api:1";
        JsonNode.DeepEquals(patched, pod).Should().BeTrue();
    }

    [Fact]
    public void A_patched_object_is_not_patched_again()
    {
        JsonObject pod = Reviews.Pod("ghcr.io/acme/api:1");
        JsonNode patched = PatchApplier.Apply(pod, PatchApplier.Text(JsonPatch.For(Pins(pod))));

        JsonPatch.For(Pins(patched)).IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void No_images_are_no_patch() => JsonPatch.For([]).IsEmpty.Should().BeTrue();

    [Fact]
    public void An_image_is_never_written_over_another_one() =>
        FluentActions.Invoking(() => JsonPatch.For([(new ImageUse("/p", "containers", "a", "nginx:1"), _registry.Pin("nginx:2", Content))]))
            .Should().Throw<ArgumentException>();

    public void Dispose() => _registry.Dispose();

    private (ImageUse Use, PinnedImage Pinned)[] Pins(JsonNode pod) =>
    [
        .. pod["spec"]!["containers"]!.AsArray().Select((container, index) =>
        {
            string text = container!["image"]!.GetValue<string>();
            return (new ImageUse($"/spec/containers/{index}/image", "containers", "c", text), _registry.Pin(text, Content));
        }),
    ];
}
