using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class UpdateTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_Pod_from_before_the_policy_can_be_labelled_finalized_and_deleted_but_gets_no_unsigned_image()
    {
        (string space, string pod) = await RunBeforeThePolicyAsync(await Lab.PushUnsignedAsync());
        (await KubectlAsync(space, "label", "pod", pod, "team=core")).ShouldBeAdmitted();
        (await PatchAsync(space, pod, """{"metadata": {"finalizers": ["example.com/wait"]}}""")).ShouldBeAdmitted();

        PushedImage other = await Lab.PushUnsignedAsync();
        (await SetImageAsync(space, pod, other.Text)).ShouldBeDenied("NoSignature").Error.Should().Contain(other.Text);

        (await KubectlAsync(space, "delete", "pod", pod, "--wait=false")).ShouldBeAdmitted();
        (await PatchAsync(space, pod, """{"metadata": {"finalizers": null}}""")).ShouldBeAdmitted();
        await Eventually.SeeAsync(() => KubectlAsync(space, "get", "pod", pod), result => result.Error.Contains("NotFound", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_Pod_gets_a_signed_image_pinned()
    {
        (string space, string pod) = await RunBeforeThePolicyAsync(await Lab.PushUnsignedAsync());
        PushedImage signed = await Lab.PushSignedAsync();
        (await SetImageAsync(space, pod, signed.Text)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(space, pod)).Should().Be(signed.Pinned);
    }

    [SkippableFact]
    public async Task A_manifest_that_is_applied_again_keeps_the_digest_after_its_tag_has_moved()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string pod = Lab.NewName();
        (await ApplyAsync(pod, image.Text, "")).ShouldBeAdmitted();
        await Publisher.PushAsync(image.Repository, image.Tag);
        (await ApplyAsync(pod, image.Text, ", annotations: {note: again}")).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(image.Pinned);
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_Pod_as_large_as_the_cluster_stores_is_admitted_and_updated()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        string pod = Lab.NewName("large");
        string yaml = Workload.Pod(pod, signed.Text).Replace("{name: main,", $"{{name: main, env: [{{name: A, value: {new string('x', 1_000_000)}}}],", StringComparison.Ordinal);
        (await Cluster.CreateAsync(EndToEndLab.Guarded, yaml, "-o", "name")).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(signed.Pinned);
        (await KubectlAsync(EndToEndLab.Guarded, "label", "pod", pod, "team=core")).ShouldBeAdmitted();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await KubectlAsync(EndToEndLab.Guarded, "set", "image", "pod/" + pod, "main=" + unsigned.Text)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_Deployment_from_before_the_policy_is_scaled_down_and_repaired()
    {
        string space = Lab.NewName("before");
        await Lab.MakeNamespaceAsync(space, "all");
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await Cluster.CreateAsync(space, Workload.Deployment("old", unsigned.Text, replicas: 2))).ShouldBeAdmitted();
        await GuardAsync(space);
        (await KubectlAsync(space, "label", "deployment", "old", "team=core")).ShouldBeAdmitted();
        (await KubectlAsync(space, "scale", "deployment", "old", "--replicas=1")).ShouldBeAdmitted();
        (await KubectlAsync(space, "set", "image", "deployment/old", $"main={(await Lab.PushUnsignedAsync()).Text}")).ShouldBeDenied("NoSignature");

        PushedImage signed = await Lab.PushSignedAsync();
        (await KubectlAsync(space, "set", "image", "deployment/old", "main=" + signed.Text)).ShouldBeAdmitted();
        await Eventually.SeeAsync(
            async () => (await KubectlAsync(space, "get", "pods", "-o", "jsonpath={.items[*].spec.containers[*].image}")).Succeeded(),
            images => images.Contains(signed.Pinned, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30));
    }

    private async Task<(string Space, string Pod)> RunBeforeThePolicyAsync(PushedImage image)
    {
        string space = Lab.NewName("before");
        await Lab.MakeNamespaceAsync(space, "all");
        (await Cluster.RunAsync(space, "old", image.Text)).ShouldBeAdmitted();
        await GuardAsync(space);
        return (space, "old");
    }

    private async Task GuardAsync(string space)
    {
        (await Cluster.KubectlAsync("label", "namespace", space, WebhookConfigurations.ExemptLabel + "-")).Succeeded();
        await Lab.AwaitGuardAsync(space);
    }

    private Task<CommandResult> ApplyAsync(string pod, string image, string metadata) =>
        Cluster.InputAsync(Workload.Pod(pod, image, metadata), "-n", EndToEndLab.Guarded, "apply", "-f", "-");

    private Task<CommandResult> SetImageAsync(string space, string pod, string image) => KubectlAsync(space, "set", "image", "pod/" + pod, $"{pod}={image}");

    private Task<CommandResult> PatchAsync(string space, string pod, string patch) => KubectlAsync(space, "patch", "pod", pod, "--type=merge", "-p", patch);

    private Task<CommandResult> KubectlAsync(string space, params string[] arguments) => Cluster.KubectlAsync(["-n", space, .. arguments]);
}
