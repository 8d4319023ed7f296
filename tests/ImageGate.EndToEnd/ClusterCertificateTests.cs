using System.Diagnostics;
using ImageGate.EndToEnd.Parts;
using Xunit.Abstractions;

namespace ImageGate.EndToEnd;

/// <summary>
/// Two replicas as processes, with the chart's own roles, an account's token and settings: the mutating webhook calls one, the
/// validating webhook the other.
/// </summary>
public sealed class ClusterCertificateTests(EndToEndLab lab, ITestOutputHelper output) : ManagedClusterTest(lab)
{
    [SkippableFact]
    public async Task Two_replicas_make_their_certificate_rotate_it_and_keep_the_caBundle()
    {
        ManagedChart chart = await InstallAsync();
        string guarded = await GuardedAsync(chart);
        PushedImage signed = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        Dictionary<string, string> settings = chart.Settings(Lab.Settings(), await KubeconfigAsync(chart));

        await using GateProcess one = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        await using GateProcess other = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        (await one.HealthAsync("/readyz?verbose")).Text.Should().Contain("there is none yet: waiting for it");
        long registered = Stopwatch.GetTimestamp();
        (await Cluster.InputAsync(chart.Webhooks(one.WebhookPort, other.WebhookPort), "apply", "-f", "-")).Succeeded();
        await Eventually.SeeAsync(() => BundlesAsync(chart), bundles => bundles is [{ Length: > 0 } mutating, { Length: > 0 } validating] && mutating == validating);
        output.WriteLine($"caBundle written {Stopwatch.GetElapsedTime(registered).TotalMilliseconds:F0} ms after the webhooks were registered");
        await Eventually.SeeAsync(() => Cluster.RunAsync(guarded, "probe", unsigned.Text, "--dry-run=server"), result => result.Error.Contains("NoSignature", StringComparison.Ordinal));
        (await Cluster.RunAsync(guarded, Lab.NewName(), signed.Text)).ShouldBeAdmitted();
        (await Cluster.RunAsync(guarded, Lab.NewName(), unsigned.Text)).ShouldBeDenied("NoSignature");

        await RotateAsync(chart, guarded, signed);

        // The leader dies, and somebody writes another bundle meanwhile.
        (GateProcess leader, GateProcess rest) = await LeadsAsync(one) ? (one, other) : (other, one);
        string right = (await BundlesAsync(chart))[0];
        long died = Stopwatch.GetTimestamp();
        await leader.KillAsync();
        (await PatchAsync(chart, """[{"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"YQ=="}]""")).Succeeded();
        await Eventually.SeeAsync(() => BundlesAsync(chart), bundles => bundles.All(bundle => bundle == right), TimeSpan.FromSeconds(40));
        output.WriteLine($"the other leads {Stopwatch.GetElapsedTime(died).TotalSeconds:F1} s after the leader was killed");
        (await MetricsAsync(rest)).Should().Contain("imagegate_cluster_leader 1").And.Contain("imagegate_cluster_ca_bundle_ok{configuration=\"mutating\"} 1");

        // Overwritten while somebody leads, and deleted and made again.
        long overwritten = Stopwatch.GetTimestamp();
        (await PatchAsync(chart, """[{"op":"remove","path":"/webhooks/0/clientConfig/caBundle"}]""")).Succeeded();
        await Eventually.SeeAsync(() => BundlesAsync(chart), bundles => bundles.All(bundle => bundle == right));
        output.WriteLine($"a removed caBundle was back after {Stopwatch.GetElapsedTime(overwritten).TotalMilliseconds:F0} ms");
        (await Cluster.InputAsync(chart.Webhooks(rest.WebhookPort, rest.WebhookPort), "delete", "-f", "-")).Succeeded();
        (await Cluster.InputAsync(chart.Webhooks(rest.WebhookPort, rest.WebhookPort), "apply", "-f", "-")).Succeeded();
        await Eventually.SeeAsync(() => BundlesAsync(chart), bundles => bundles is [{ Length: > 0 }, _] && bundles.All(bundle => bundle == right));
        await Eventually.SeeAsync(() => Cluster.RunAsync(guarded, "probe", signed.Text, "--dry-run=server"), result => result.ExitCode == 0);

        // Nobody is left: nothing is admitted but the gate's own Pods, also by an API server that starts anew.
        await rest.KillAsync();
        await OnlyOwnPodsAsync(chart, guarded, signed);
        await Cluster.RestartAsync();
        await OnlyOwnPodsAsync(chart, guarded, signed);
        (await Cluster.InputAsync(chart.Webhooks(1, 1), "delete", "-f", "-")).Succeeded();
    }

    [SkippableFact]
    public async Task Without_its_role_a_replica_is_not_ready_and_says_which_right_is_missing()
    {
        ManagedChart chart = await InstallAsync();
        (await Cluster.KubectlAsync("-n", chart.Namespace, "delete", "rolebinding", "imagegate")).Succeeded();

        await using GateProcess gate = await GateProcess.ListenAsync(Lab.NewFolder("gate"), chart.Settings(Lab.Settings(), await KubeconfigAsync(chart)));
        (int Status, string Text) ready = await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), answer => answer.Text.Contains("secrets \"", StringComparison.Ordinal) && answer.Text.Contains("leases", StringComparison.Ordinal));

        ready.Status.Should().Be(503);
        ready.Text.Should().Contain("cannot list resource \"secrets\"").And.Contain("cannot get resource \"leases\"").And.EndWith("not ready\n");
    }

    private async Task OnlyOwnPodsAsync(ManagedChart chart, string guarded, PushedImage signed)
    {
        CommandResult refused = await Cluster.RunAsync(guarded, Lab.NewName(), signed.Text);
        refused.ExitCode.Should().NotBe(0);
        refused.Error.Should().Contain("failed calling webhook").And.Contain("connection refused");
        (await Cluster.RunAsync(chart.Namespace, Lab.NewName("own"), signed.Text)).ShouldBeAdmitted();
    }

    // As long as the authorities change, each request is admitted.
    private async Task RotateAsync(ManagedChart chart, string guarded, PushedImage signed)
    {
        string before = await SecretAsync(chart, @"tls\.crt");
        long began = Stopwatch.GetTimestamp();
        (await Cluster.KubectlAsync("-n", chart.Namespace, "delete", "secret", chart.SecretName)).Succeeded();
        int requests = 0;
        string retired = "";
        while (retired.Length == 0 && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(40))
        {
            (await Cluster.RunAsync(guarded, Lab.NewName(), signed.Text, "--dry-run=server")).ShouldBeAdmitted();
            requests++;
            retired = (await Cluster.KubectlAsync("-n", chart.Namespace, "get", "secret", chart.SecretName, "-o", @"jsonpath={.data.retired-ca\.crt}")).Output;
        }

        for (int more = 0; more < 10; more++)
        {
            (await Cluster.RunAsync(guarded, Lab.NewName(), signed.Text, "--dry-run=server")).ShouldBeAdmitted();
        }

        retired.Should().NotBeEmpty();
        (await SecretAsync(chart, @"tls\.crt")).Should().NotBe(before);
        output.WriteLine($"authority and certificate changed in {Stopwatch.GetElapsedTime(began).TotalSeconds:F1} s under {requests + 10} requests, none failed");
    }

    private Task<CommandResult> PatchAsync(ManagedChart chart, string patch) =>
        Cluster.KubectlAsync("patch", "mutatingwebhookconfiguration", chart.ConfigurationName, "--type=json", "-p", patch);
}
