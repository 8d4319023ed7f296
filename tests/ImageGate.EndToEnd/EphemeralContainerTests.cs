using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class EphemeralContainerTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_signed_debug_container_is_pinned_and_an_unsigned_one_is_denied()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, image.Text)).ShouldBeAdmitted();
        (await DebugAsync(pod, "good", image.Text)).ShouldBeAdmitted();
        (await Cluster.ReadAsync(EndToEndLab.Guarded, "pod/" + pod, ".spec.ephemeralContainers[*].image")).Should().Be(image.Pinned);

        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await DebugAsync(pod, "bad", unsigned.Text)).ShouldBeDenied("NoSignature").Error.Should().Contain("ephemeralContainers[1].image");
        (await Cluster.ReadAsync(EndToEndLab.Guarded, "pod/" + pod, ".spec.ephemeralContainers[*].name")).Should().Be("good");
    }

    private Task<CommandResult> DebugAsync(string pod, string name, string image) =>
        Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "debug", pod, "--image=" + image, "-c", name);
}
