using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>Attackers who may create Pods, and play with names and objects.</summary>
public sealed class ReferenceAttackTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableTheory]
    [InlineData("nginx")]
    [InlineData("library/nginx:1")]
    [InlineData("docker.io/nginx")]
    [InlineData("index.docker.io/library/nginx")]
    [InlineData("INDEX.docker.IO/library/nginx")]
    [InlineData("index.docker.io:443/library/nginx")]
    [InlineData("docker.io/library/nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Every_spelling_of_a_repository_of_Docker_Hub_meets_the_policy_for_it(string image) =>
        (await CreateAsync(image)).ShouldBeDenied("DeniedByPolicy");

    [SkippableTheory]
    [InlineData("{0}/Signed/{1}", "BadReference")]
    [InlineData("{0}/s\u0456gned/{1}", "BadReference")]                   // Cyrillic i
    [InlineData("{0}/signed\u200b/{1}", "BadReference")]                  // zero width space
    [InlineData("{0}//signed/{1}", "BadReference")]
    [InlineData("{0}/signed/../signed/{1}", "BadReference")]
    [InlineData("http://{0}/signed/{1}", "BadReference")]
    [InlineData("{0}/signed%2F{1}", "BadReference")]
    [InlineData("user@{0}/signed/{1}", "BadReference")]
    [InlineData("{0}/signed/{1}@sha512:00", "BadReference")]
    [InlineData("{0}./signed/{1}", "BadReference")]
    [InlineData("evil.example/{0}/signed/{1}", "BadReference")]
    [InlineData("127.0.0.1/signed/{1}", "NoPolicyMatches")]
    [InlineData("evil.example/signed/{1}", "NoPolicyMatches")]
    public async Task A_name_that_only_looks_like_a_signed_image_is_denied(string spelling, string reason)
    {
        PushedImage signed = await Lab.PushSignedAsync();
        string name = signed.Text[(signed.Text.LastIndexOf('/') + 1)..];
        string image = string.Format(System.Globalization.CultureInfo.InvariantCulture, spelling, Lab.Registries.Plain.Host, name);
        (await CreateAsync(image)).ShouldBeDenied(reason);
        (await CreateAsync(signed.Text)).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task A_signed_tag_before_the_digest_of_an_unsigned_image_does_not_help()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Publisher.PushAsync(signed.Repository, "other");
        (await CreateAsync($"{signed.Text}@{unsigned.Digest}")).ShouldBeDenied("NoSignature");
        (await CreateAsync($"{unsigned.Text}@{signed.Digest}")).ShouldBeAdmitted();
    }

    [SkippableFact]
    public async Task A_deletionTimestamp_that_a_client_made_up_does_not_help()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await CreateAsync(unsigned.Text, ", deletionTimestamp: \"2020-01-01T00:00:00Z\", deletionGracePeriodSeconds: 0")).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task An_owner_that_a_client_made_up_does_not_help()
    {
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await CreateAsync(unsigned.Text, ", ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: rs, uid: 5f1c2a0e-0000-4000-8000-000000000001, controller: true}]"))
            .ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_stored_digest_is_no_help_for_another_container()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.PodOf(Lab.NewName(), [signed.Text, signed.Pinned, unsigned.Text])))
            .ShouldBeDenied("NoSignature").Error.Should().Contain("spec.containers[2].image").And.NotContain("spec.containers[0].image");
    }

    [SkippableFact]
    public async Task Five_hundred_images_in_one_Pod_are_each_pinned_and_one_unsigned_among_them_is_found()
    {
        const int Count = 500;
        Testing.InMemoryRegistry registry = Lab.Registries.Hostile;
        string repository = Lab.NewName("many");
        Sigstore.Digest digest = registry.PushImage(repository, "t0");
        registry.PushSignature(repository, digest, Lab.Registries.HostileKey.Sign(digest));
        string[] images = [.. Enumerable.Range(0, Count).Select(index => $"{registry.Host}/{repository}:t{index}")];
        for (int index = 1; index < Count; index++)
        {
            registry.Tag(repository, $"t{index}", digest);
        }

        string pod = Lab.NewName();
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.PodOf(pod, images))).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Split(' ').Should().Equal(images.Select(image => $"{image}@{digest}"));

        registry.PushImage(repository, "t250");
        (await Cluster.CreateAsync(EndToEndLab.Guarded, Workload.PodOf(Lab.NewName(), images)))
            .ShouldBeDenied("NoSignature").Error.Should().Contain("t250").And.NotContain("t249");
    }

    private Task<CommandResult> CreateAsync(string image, string metadata = "") =>
        Cluster.CreateAsync(EndToEndLab.Guarded, Workload.Pod(Lab.NewName(), image, metadata), "--dry-run=server");
}
