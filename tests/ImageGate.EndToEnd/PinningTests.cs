using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class PinningTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task The_validating_webhook_alone_denies_an_unpinned_Pod_and_admits_the_text_that_it_shows()
    {
        PushedImage image = await Lab.PushSignedAsync();
        CommandResult denied = await Cluster.RunAsync(EndToEndLab.ValidatedOnly, Lab.NewName(), image.Text);
        denied.ShouldBeDenied("NotPinned").Error.Should().Contain($"\"{WebhookConfigurations.Validating}\"").And.Contain($"write \"{image.Pinned}\"");

        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.ValidatedOnly, pod, image.Pinned)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.ValidatedOnly, pod)).Should().Be(image.Pinned);
    }

    [SkippableFact]
    public async Task The_validating_webhook_alone_denies_an_unsigned_digest()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        (await Cluster.RunAsync(EndToEndLab.ValidatedOnly, Lab.NewName(), image.Pinned))
            .ShouldBeDenied("NoSignature").Error.Should().Contain($"\"{WebhookConfigurations.Validating}\"");
    }

    [SkippableFact]
    public async Task The_mutating_webhook_alone_pins_what_is_signed_and_denies_what_is_not()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.MutatedOnly, pod, signed.Text)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.MutatedOnly, pod)).Should().Be(signed.Pinned);

        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await Cluster.RunAsync(EndToEndLab.MutatedOnly, Lab.NewName(), unsigned.Text))
            .ShouldBeDenied("NoSignature").Error.Should().Contain($"\"{WebhookConfigurations.Mutating}\"");
    }

    [SkippableFact]
    public async Task The_Pods_of_a_Deployment_are_pinned_while_its_own_template_keeps_its_text()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string name = Lab.NewName("deployment");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.Deployment(name, image.Text))).ShouldBeAdmitted();
        await ImagesOfPodsAsync(name, images => images == image.Pinned);
        (await Cluster.ReadAsync(EndToEndLab.Guarded, "deployment/" + name, ".spec.template.spec.containers[0].image")).Should().Be(image.Text);
    }

    [SkippableFact]
    public async Task A_Deployment_of_an_unsigned_image_is_denied_at_once()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        string name = Lab.NewName("deployment");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.Deployment(name, image.Text)))
            .ShouldBeDenied("NoSignature").Error.Should().Contain("spec.template.spec.containers[0].image");
        (await Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "get", "deployment", name)).Error.Should().Contain("NotFound");
    }

    [SkippableFact]
    public async Task A_Deployment_is_scaled_down_and_up()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string name = Lab.NewName("deployment");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.Deployment(name, image.Text, replicas: 2))).ShouldBeAdmitted();
        await ImagesOfPodsAsync(name, images => images == $"{image.Pinned} {image.Pinned}");
        (await ScaleAsync(name, 0)).ShouldBeAdmitted();
        await ImagesOfPodsAsync(name, images => images.Length == 0);
        (await ScaleAsync(name, 1)).ShouldBeAdmitted();
        await ImagesOfPodsAsync(name, images => images == image.Pinned);
    }

    [SkippableFact]
    public async Task The_tag_of_a_running_Deployment_moves_and_its_next_Pod_is_not_made()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string name = Lab.NewName("deployment");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.Deployment(name, image.Text))).ShouldBeAdmitted();
        await ImagesOfPodsAsync(name, images => images == image.Pinned);
        await Publisher.PushAsync(image.Repository, image.Tag);
        (await ScaleAsync(name, 2)).ShouldBeAdmitted();
        await Eventually.SeeAsync(
            () => Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "get", "events", "--field-selector=reason=FailedCreate", "-o", "jsonpath={.items[*].message}"),
            events => events.Output.Contains("NoSignature", StringComparison.Ordinal) && events.Output.Contains(image.Text, StringComparison.Ordinal));
        await ImagesOfPodsAsync(name, images => images == image.Pinned);
    }

    private Task<CommandResult> ScaleAsync(string name, int replicas) =>
        Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "scale", "deployment", name, $"--replicas={replicas}");

    private Task<string> ImagesOfPodsAsync(string name, Func<string, bool> wanted) => Eventually.SeeAsync(
        async () => (await Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "get", "pods", "-l", "app=" + name, "-o", "jsonpath={.items[*].spec.containers[*].image}")).Succeeded(),
        wanted,
        TimeSpan.FromSeconds(30));
}
