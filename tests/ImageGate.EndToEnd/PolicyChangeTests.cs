using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

public sealed class PolicyChangeTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private const string File = "changed.yaml";

    [SkippableFact]
    public async Task A_changed_policy_holds_within_ten_seconds_and_so_does_its_withdrawal()
    {
        PushedImage image = await Lab.PushSignedAsync("new");
        (await RunAsync(image)).ShouldBeDenied("NoPolicyMatches");
        try
        {
            await Lab.Policies.ChangeAsync(File, PolicyYaml.Policy("new", $"{Lab.Registries.Plain.Host}/new/**", PolicyYaml.Require(1, Lab.Keys.Release)));
            await Eventually.SeeAsync(() => RunAsync(image), result => result.ExitCode == 0);

            await Lab.Policies.ChangeAsync(File, PolicyYaml.Policy("new", $"{Lab.Registries.Plain.Host}/new/**", PolicyYaml.Require(1, Lab.Keys.Mallory)));
            await Eventually.SeeAsync(() => RunAsync(image), result => result.Error.Contains("SignatureInvalid", StringComparison.Ordinal));
        }
        finally
        {
            await Lab.Policies.ChangeAsync(File, null);
        }

        await Eventually.SeeAsync(() => RunAsync(image), result => result.Error.Contains("NoPolicyMatches", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task A_broken_change_keeps_the_last_good_set_and_says_so()
    {
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        try
        {
            await Lab.Policies.ChangeAsync(File, PolicyYaml.Policy("broken", "**", "insecureAllow: oops").Replace("mode:", "modus:", StringComparison.Ordinal));
            (int Status, string Text) ready = await Eventually.SeeAsync(
                () => Lab.Gate.HealthAsync("/readyz?verbose"), answer => answer.Text.Contains("rejected", StringComparison.Ordinal));
            ready.Status.Should().Be(200);
            ready.Text.Should().Contain("policies in force").And.Contain(File).And.Contain("modus").And.EndWith("ok\n");
            (await Lab.Gate.HealthAsync("/metrics")).Text.Should().Contain("imagegate_policy_last_load_ok 0\n");
            (await RunAsync(signed)).ShouldBeAdmitted();
            (await RunAsync(unsigned)).ShouldBeDenied("NoSignature");
        }
        finally
        {
            await Lab.Policies.ChangeAsync(File, null);
        }

        await Eventually.SeeAsync(
            () => Lab.Gate.HealthAsync("/readyz?verbose"), answer => !answer.Text.Contains("rejected", StringComparison.Ordinal));
    }

    private Task<CommandResult> RunAsync(PushedImage image) => Cluster.RunAsync(EndToEndLab.Guarded, Lab.NewName(), image.Text, "--dry-run=server");
}
