using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class PodTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_signed_image_is_admitted_and_stored_with_its_digest_behind_the_users_spelling()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string pod = Lab.NewName();
        CommandResult result = await Cluster.RunAsync(EndToEndLab.Guarded, pod, image.Text);
        result.ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(image.Pinned);
    }

    [SkippableFact]
    public async Task A_signed_image_that_is_named_by_its_digest_stays_as_it_is_written()
    {
        PushedImage image = await Lab.PushSignedAsync();
        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, image.ByDigest)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(image.ByDigest);
    }

    [SkippableFact]
    public async Task An_unsigned_image_is_denied_with_its_place_its_policy_and_the_reason()
    {
        PushedImage image = await Lab.PushUnsignedAsync();
        string pod = Lab.NewName();
        CommandResult result = await Cluster.RunAsync(EndToEndLab.Guarded, pod, image.Text);
        result.ShouldBeDenied("NoSignature");
        result.Error.Should().Contain($"image \"{image.Text}\" (spec.containers[0].image)").And.Contain("by policy \"signed\"").And.Contain("the image has no signature");
    }

    [SkippableFact]
    public async Task An_image_that_no_policy_speaks_of_is_denied() =>
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), $"{Lab.Registries.Plain.Host}/elsewhere/app:v1")).ShouldBeDenied("NoPolicyMatches");

    [SkippableFact]
    public async Task A_policy_that_denies_says_its_own_message() =>
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), $"{Lab.Registries.Plain.Host}/never/app:v1"))
            .ShouldBeDenied("DeniedByPolicy").Error.Should().Contain(BasePolicies.NeverMessage);

    [SkippableFact]
    public async Task An_image_that_is_not_in_the_registry_is_denied() =>
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), Lab.NewRepository() + ":v1")).ShouldBeDenied("ImageNotFound");

    [SkippableFact]
    public async Task A_tag_that_moves_to_an_unsigned_image_is_denied_from_then_on()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), signed.Text)).ShouldBeAdmitted();
        await Publisher.PushAsync(signed.Repository, signed.Tag);
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), signed.Text)).ShouldBeDenied("NoSignature");

        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, signed.Pinned)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(signed.Pinned, "the digest counts, not the tag beside it");
    }

    [SkippableFact]
    public async Task An_init_container_is_checked_and_pinned_like_any_other()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        string pod = Lab.NewName();
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.PodWithInit(pod, signed.Text, signed.Text))).ShouldBeAdmitted();
        (await Cluster.ReadAsync(EndToEndLab.Guarded, "pod/" + pod, ".spec.initContainers[0].image")).Should().Be(signed.Pinned);
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.PodWithInit(Lab.NewName(), signed.Text, unsigned.Text)))
            .ShouldBeDenied("NoSignature").Error.Should().Contain("spec.initContainers[0].image");
    }

    [SkippableFact]
    public async Task A_name_made_by_the_API_server_makes_no_difference()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        static string Pod(PushedImage image) => Workload.Pod("made-", image.Text).Replace("{name: made-", "{generateName: made-", StringComparison.Ordinal).Replace("labels: {app: made-}", "labels: {app: made}", StringComparison.Ordinal);
        CommandResult made = (await Cluster.CreateAsync(EndToEndLab.Guarded, Pod(signed), "-o", "name")).ShouldBeAdmitted();
        (await Cluster.ReadAsync(EndToEndLab.Guarded, made.Output.Trim(), ".spec.containers[0].image")).Should().Be(signed.Pinned);
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Pod(unsigned))).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_dry_run_gives_the_answer_of_the_real_one_and_stores_nothing()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        string pod = Lab.NewName();
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, signed.Text, "--dry-run=server", "-o", "jsonpath={.spec.containers[0].image}"))
            .ShouldBeAdmitted().Output.Should().Be(signed.Pinned);
        (await Cluster.RunAsync(EndToEndLab.Guarded, pod, unsigned.Text, "--dry-run=server")).ShouldBeDenied("NoSignature");
        (await Cluster.KubectlAsync("-n", EndToEndLab.Guarded, "get", "pod", pod)).Error.Should().Contain("NotFound");
    }

    [SkippableFact]
    public async Task A_namespace_with_the_exempting_label_is_left_alone()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        string pod = Lab.NewName();
        (await Cluster.RunAsync("kube-system", pod, unsigned.Text)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync("kube-system", pod)).Should().Be(unsigned.Text);
    }
}
