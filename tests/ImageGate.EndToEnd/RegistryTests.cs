using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class RegistryTests(EndToEndLab lab) : EndToEndTest(lab)
{
    [SkippableFact]
    public async Task A_stopped_registry_is_unavailable_not_unsigned_and_the_waiting_Pod_comes_in_when_it_is_back()
    {
        LabRegistry registry = Lab.Registries.Moody;
        PushedImage image = await Publisher.PushSignedAsync($"{registry.Host}/{Lab.NewName("app")}", Lab.Keys.Release);
        PushedImage unsigned = await Publisher.PushAsync($"{registry.Host}/{Lab.NewName("app")}");
        string pod = Lab.NewName();
        Task<CommandResult> waiting;
        await registry.StopAsync();
        try
        {
            string answer = await Cluster.PostPodAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text);
            answer.Should().StartWith("HTTP/1.1 503 ").And.MatchRegex("(?i)retry-after: [0-9]+").And.Contain("could not be checked by policy").And.Contain("RegistryUnreachable: ").And.Contain("nothing is wrong with the image as far as is known")
                .And.NotContain("NoSignature").And.NotContain("is denied");

            // kubectl obeys the Retry-After of the answer.
            waiting = Cluster.RunAsync(EndToEndLab.Guarded, pod, image.Text);
            await Eventually.SeeAsync(() => Task.FromResult(Lab.Gate.Log), log => log.Contains(pod, StringComparison.Ordinal));
        }
        finally
        {
            await registry.StartAsync();
        }

        (await waiting).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(EndToEndLab.Guarded, pod)).Should().Be(image.Pinned);
        (await Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), unsigned.Text)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_registry_with_basic_authentication_is_read_with_the_credentials_of_its_host()
    {
        PushedImage signed = await Publisher.PushSignedAsync($"{Lab.Registries.Secured.Host}/{Lab.NewName("app")}", Lab.Keys.Release);
        (await RunAsync(signed.Text)).ShouldBeAdmitted();
        PushedImage unsigned = await Publisher.PushAsync($"{Lab.Registries.Secured.Host}/{Lab.NewName("app")}");
        (await RunAsync(unsigned.Text)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_wrong_password_is_a_denial_that_names_the_user_and_not_the_password()
    {
        PushedImage signed = await Publisher.PushSignedAsync($"{Lab.Registries.Secured.Host}/{Lab.NewName("app")}", Lab.Keys.Release);
        CommandResult result = await RunAsync(signed.Text.Replace(Lab.Registries.Secured.Host, Lab.Registries.Secured.OtherHost, StringComparison.Ordinal));
        result.ShouldBeDenied("RegistryUnauthorized").Error.Should().Contain("401").And.Contain("robot").And.NotContain("guessed");
    }

    [SkippableFact]
    public async Task A_registry_with_a_certificate_of_its_own_is_read_where_its_authority_is_named()
    {
        PushedImage signed = await Publisher.PushSignedAsync($"{Lab.Registries.Tls.Host}/{Lab.NewName("app")}", Lab.Keys.Release);
        (await RunAsync(signed.Text)).ShouldBeAdmitted();
        PushedImage unsigned = await Publisher.PushAsync($"{Lab.Registries.Tls.Host}/{Lab.NewName("app")}");
        (await RunAsync(unsigned.Text)).ShouldBeDenied("NoSignature");
    }

    [SkippableFact]
    public async Task A_certificate_that_nobody_vouches_for_is_unavailable_and_TLS_is_named()
    {
        string answer = await Cluster.PostPodAsync(EndToEndLab.Guarded, Lab.NewName(), $"{Lab.Registries.Tls.OtherHost}/app:v1");
        answer.Should().StartWith("HTTP/1.1 503 ").And.Contain("RegistryUnreachable: ").And.Contain($"TLS with {Lab.Registries.Tls.OtherHost} failed");
    }

    private Task<CommandResult> RunAsync(string image) => Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image, "--dry-run=server");
}
