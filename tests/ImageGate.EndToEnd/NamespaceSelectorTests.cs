using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>Policies that hold where the namespace is labelled so, and a server whose role is that of the chart's <c>namespaceLabels</c>.</summary>
public sealed class NamespaceSelectorTests(EndToEndLab lab) : ApiTest(lab)
{
    private const string Label = "imagegate.dev/selectors";

    private static readonly TimeSpan Moments = TimeSpan.FromSeconds(15);

    [SkippableFact]
    public async Task Labels_choose_the_policies_from_the_first_moment_on()
    {
        string path = Lab.NewName("selected");
        await using GateProcess gate = await StartAsync(path);
        PushedImage signed = await Publisher.PushSignedAsync(Lab.NewRepository(path), Lab.Keys.Release);
        PushedImage unsigned = await Publisher.PushAsync(Lab.NewRepository(path));
        string home = Lab.NewName("guarded");
        await MakeGuardedAsync(home, Label + ": used", "tier: prod");
        await Lab.AwaitGuardAsync(home);
        (await Cluster.RunAsync(home, Lab.NewName(), unsigned.Text)).ShouldBeDenied("NoSignature");
        (await Cluster.RunAsync(home, Lab.NewName(), unsigned.Text, "--dry-run=server")).ShouldBeDenied("NoSignature");
        (await Cluster.RunAsync(home, Lab.NewName(), signed.Text)).ShouldBeAdmitted();

        // A change counts within seconds, in both directions.
        await LabelAsync(home, "tier=lab");
        await Eventually.SeeAsync(() => Cluster.RunAsync(home, Lab.NewName(), unsigned.Text), result => result.ExitCode == 0, Moments);
        await LabelAsync(home, "tier-");
        await Eventually.SeeAsync(() => Cluster.RunAsync(home, Lab.NewName(), signed.Text), result => result.Error.Contains("NoPolicyMatches"), Moments);
        await LabelAsync(home, "tier=prod");
        await Eventually.SeeAsync(() => Cluster.RunAsync(home, Lab.NewName(), unsigned.Text), result => result.Error.Contains("NoSignature"), Moments);

        // A Pod in a namespace that was made a moment ago.
        for (int round = 0; round < 5; round++)
        {
            (string prod, string other) = (Lab.NewName("prod"), Lab.NewName("lab"));
            await MakeGuardedAsync(prod, Label + ": used", "tier: prod");
            (await Cluster.RunAsync(prod, Lab.NewName(), unsigned.Text)).ShouldBeDenied("NoSignature");
            await MakeGuardedAsync(other, Label + ": used", "tier: lab");
            (await Cluster.RunAsync(other, Lab.NewName(), unsigned.Text)).ShouldBeAdmitted();
        }

        // The same name made anew with another label.
        (await Cluster.KubectlAsync("delete", "namespace", home, "--wait=true")).Succeeded();
        await MakeGuardedAsync(home, Label + ": used", "tier: lab");
        (await Cluster.RunAsync(home, Lab.NewName(), unsigned.Text)).ShouldBeAdmitted();
        (await gate.HealthAsync("/metrics")).Text.Should().Contain("imagegate_namespace_labels_current 1").And.NotContain("NamespaceLabelsUnavailable");
    }

    private async Task LabelAsync(string name, string label) => (await Cluster.KubectlAsync("label", "namespace", name, label, "--overwrite")).Succeeded();

    private async Task<GateProcess> StartAsync(string path)
    {
        string account = await NewNamespaceAsync();
        (await Cluster.KubectlAsync("-n", account, "create", "serviceaccount", "gate")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrole", account, "--verb=get,list,watch", "--resource=namespaces")).Succeeded();
        (await Cluster.KubectlAsync("create", "clusterrolebinding", account, "--clusterrole=" + account, $"--serviceaccount={account}:gate")).Succeeded();
        string images = $"{Lab.Registries.Plain.Host}/{path}/**";
        var policies = new PolicyMount(Lab.NewFolder("policies"));
        await policies.ChangeAsync(
            "p.yaml",
            PolicyYaml.Policy("prod", images, "namespaces: {selector: {matchLabels: {tier: prod}}}\n  " + PolicyYaml.Require(1, Lab.Keys.Release))
            + PolicyYaml.Policy("lab", images, "namespaces: {selector: {matchExpressions: [{key: tier, operator: In, values: [lab]}]}}\n  insecureAllow: a test")
            + PolicyYaml.Access("plain", Lab.Registries.Plain.Host, "insecureHttp: true"));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Policies__Directory"] = policies.Folder;
        settings["Kubernetes__Enabled"] = "true";
        settings["Kubernetes__NamespaceLabels"] = "true";
        settings["Kubernetes__Kubeconfig"] = WriteKubeconfig(await NewTokenAsync(account, "gate"));
        GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        await RegisterAsync(gate, "selectors", Label + ": used");
        return gate;
    }
}
