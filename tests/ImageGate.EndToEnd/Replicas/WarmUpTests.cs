using ImageGate.EndToEnd.Parts;
using Xunit.Abstractions;

namespace ImageGate.EndToEnd.Replicas;

/// <summary>A replica that starts with the role of the chart's <c>warmUp</c>, while Pods run already.</summary>
public sealed class WarmUpTests(EndToEndLab lab, ITestOutputHelper output) : ManagedClusterTest(lab)
{
    [SkippableFact]
    public async Task What_runs_is_known_before_it_is_admitted_again_and_without_the_right_one_line_says_so()
    {
        ManagedChart chart = await InstallAsync("warmUp.enabled=true");
        string guarded = await GuardedAsync(chart);
        string path = Lab.NewName("warm");
        PushedImage signed = await Lab.PushSignedAsync(path);
        PushedImage unsigned = await Lab.PushUnsignedAsync(path);
        var policies = new PolicyMount(Lab.NewFolder("policies"));
        await policies.ChangeAsync("p.yaml", PolicyYaml.Policy("warm", $"{Lab.Registries.Plain.Host}/{path}/**", PolicyYaml.Require(1, Lab.Keys.Release))
            + PolicyYaml.Access("plain", Lab.Registries.Plain.Host, "insecureHttp: true"));
        Dictionary<string, string> settings = chart.Settings(Lab.Settings(), await KubeconfigAsync(chart));
        settings["Policies__Directory"] = policies.Folder;
        settings["Cache__PassedSeconds"] = "600";
        settings["Cache__FailedSeconds"] = "600";

        // Nobody guards the namespace yet: both run.
        (await Cluster.RunAsync(guarded, "one", signed.ByDigest)).ShouldBeAdmitted();
        (await Cluster.RunAsync(guarded, "two", signed.ByDigest)).ShouldBeAdmitted();
        (await Cluster.RunAsync(guarded, "three", unsigned.ByDigest)).ShouldBeAdmitted();
        await using GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        string[] both = ["imagegate_warm_up_images_total{result=\"denied\"} 1", "imagegate_warm_up_images_total{result=\"admitted\"} 1"];
        string metrics = await Eventually.SeeAsync(() => MetricsAsync(gate), text => both.All(line => text.Contains(line, StringComparison.Ordinal)), TimeSpan.FromSeconds(30));
        metrics.Should().NotContain("imagegate_decisions_total");
        output.WriteLine((await Eventually.SeeAsync(() => Task.FromResult(gate.Log), log => log.Contains("warm-up: asked about", StringComparison.Ordinal)))
            .Split('\n').Single(line => line.Contains("warm-up: asked about", StringComparison.Ordinal)));

        (await Cluster.InputAsync(chart.Webhooks(gate.WebhookPort, gate.WebhookPort), "apply", "-f", "-")).Succeeded();
        await Eventually.SeeAsync(
            () => Cluster.RunAsync(guarded, "probe", unsigned.ByDigest, "--dry-run=server"), result => result.Error.Contains("NoSignature", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        (await Cluster.RunAsync(guarded, Lab.NewName(), signed.ByDigest)).ShouldBeAdmitted();
        (await MetricsAsync(gate)).Should().Contain("imagegate_verdict_cache_misses_total 2\n", "only the warm-up had to ask");
        (await Cluster.InputAsync(chart.Webhooks(1, 1), "delete", "-f", "-")).Succeeded();

        (await Cluster.KubectlAsync("delete", "clusterrolebinding", chart.ConfigurationName)).Succeeded();
        await using GateProcess other = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        string log = await Eventually.SeeAsync(() => Task.FromResult(other.Log), log => log.Contains("no warm-up", StringComparison.Ordinal));
        log.Should().Contain("does not allow it to list Pods").And.Contain("cannot list resource");
        (await other.HealthAsync("/readyz")).Status.Should().Be(200);
    }
}
