using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>A signer whose key stands in a Secret, and a server whose role is that of the chart's <c>keySecrets</c>.</summary>
public sealed class KeySecretTests(EndToEndLab lab) : ApiTest(lab)
{
    private const string Label = "imagegate.dev/key-secrets";

    // Two polls of a second, and a busy machine.
    private static readonly TimeSpan Moments = TimeSpan.FromSeconds(30);

    [SkippableFact]
    public async Task The_key_of_the_secret_counts_is_replaced_and_is_missed()
    {
        (string home, string keys, string elsewhere) = (Lab.NewName("guarded"), await NewNamespaceAsync(), await NewNamespaceAsync());
        string path = Lab.NewName("keyed");
        await MakeGuardedAsync(home, Label + ": used");
        await using GateProcess gate = await StartAsync(keys, path);
        await Lab.AwaitGuardAsync(home);
        PushedImage first = await Publisher.PushSignedAsync(Lab.NewRepository(path), Lab.Keys.Release);
        PushedImage second = await Publisher.PushSignedAsync(Lab.NewRepository(path), Lab.Keys.Second);

        // Secrets of the same name elsewhere, and other names here, are nobody's keys.
        await MakeSecretAsync(elsewhere, "release", Lab.Keys.Release);
        await MakeSecretAsync(keys, "other", Lab.Keys.Release);
        (await Cluster.PostPodAsync(home, Lab.NewName(), first.Text)).Should().Contain("KeyUnavailable").And.Contain("there is no such Secret").And.Contain("Retry-After");

        await MakeSecretAsync(keys, "release", Lab.Keys.Release);
        await Eventually.SeeAsync(() => TryAsync(home, first), answer => answer.Contains("201 Created"), Moments);
        (await Cluster.RunAsync(home, Lab.NewName(), second.Text)).ShouldBeDenied("SignatureInvalid");

        await MakeSecretAsync(keys, "release", Lab.Keys.Second);
        await Eventually.SeeAsync(() => TryAsync(home, second), answer => answer.Contains("201 Created"), Moments);
        (await Cluster.RunAsync(home, Lab.NewName(), first.Text)).ShouldBeDenied("SignatureInvalid");

        // What was seen stays when the right to see it is gone.
        (await Cluster.KubectlAsync("-n", keys, "delete", "rolebinding", "gate")).Succeeded();
        (await Cluster.RunAsync(home, Lab.NewName(), second.Text)).ShouldBeAdmitted();
        (await Cluster.KubectlAsync("-n", keys, "create", "rolebinding", "gate", "--role=gate", $"--serviceaccount={keys}:gate")).Succeeded();

        (await Cluster.KubectlAsync("-n", keys, "delete", "secret", "release")).Succeeded();
        await Eventually.SeeAsync(() => TryAsync(home, second), answer => answer.Contains("KeyUnavailable"), Moments);
        (await gate.HealthAsync("/readyz?verbose")).Text.Should().Contain($"[+] keys: {keys}/release/cosign.pub: there is no such Secret");
        (await gate.HealthAsync("/metrics")).Text.Should().Contain($"imagegate_signer_key_available{{key=\"{keys}/release/cosign.pub\"}} 0");
        gate.Log.Should().Contain("the signer key").And.NotContain("PRIVATE KEY");
    }

    [SkippableFact]
    public async Task A_server_without_the_right_says_which_one_it_needs()
    {
        (string home, string keys) = (Lab.NewName("guarded"), await NewNamespaceAsync());
        string path = Lab.NewName("keyed");
        await MakeSecretAsync(keys, "release", Lab.Keys.Release);
        await MakeGuardedAsync(home, Label + "-closed: used");
        await using GateProcess gate = await StartAsync(keys, path, isAllowed: false);
        await Lab.AwaitGuardAsync(home);
        PushedImage image = await Publisher.PushSignedAsync(Lab.NewRepository(path), Lab.Keys.Release);

        string answer = await Eventually.SeeAsync(() => TryAsync(home, image), answer => answer.Contains("KeyUnavailable"), Moments);
        answer.Should().Contain("its service account needs `get`, `list` and `watch` of this Secret");

        (await Cluster.KubectlAsync("-n", keys, "create", "role", "gate", "--verb=get,list,watch", "--resource=secrets", "--resource-name=release")).Succeeded();
        (await Cluster.KubectlAsync("-n", keys, "create", "rolebinding", "gate", "--role=gate", $"--serviceaccount={keys}:gate")).Succeeded();
        await Eventually.SeeAsync(() => TryAsync(home, image), admitted => admitted.Contains("201 Created"), TimeSpan.FromSeconds(90));
    }

    private Task<string> TryAsync(string home, PushedImage image) => Cluster.PostPodAsync(home, Lab.NewName(), image.Text);

    private async Task<GateProcess> StartAsync(string keys, string path, bool isAllowed = true)
    {
        (await Cluster.KubectlAsync("-n", keys, "create", "serviceaccount", "gate")).Succeeded();
        if (isAllowed)
        {
            (await Cluster.KubectlAsync("-n", keys, "create", "role", "gate", "--verb=get,list,watch", "--resource=secrets", "--resource-name=release")).Succeeded();
            (await Cluster.KubectlAsync("-n", keys, "create", "rolebinding", "gate", "--role=gate", $"--serviceaccount={keys}:gate")).Succeeded();
        }

        var policies = new PolicyMount(Lab.NewFolder("policies"));
        string signer = $"{{name: a, transparencyLog: notRequired, key: {{secret: {keys}/release/cosign.pub}}}}";
        await policies.ChangeAsync("p.yaml", PolicyYaml.Policy("keyed", $"{Lab.Registries.Plain.Host}/{path}/**", $"require: {{signers: [{signer}]}}") + PolicyYaml.Access("plain", Lab.Registries.Plain.Host, "insecureHttp: true"));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Policies__Directory"] = policies.Folder;
        settings["Kubernetes__Enabled"] = "true";
        settings["Kubernetes__Kubeconfig"] = WriteKubeconfig(await NewTokenAsync(keys, "gate"));
        settings["Log__Level"] = "Debug";
        GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        string label = isAllowed ? Label : Label + "-closed";
        await RegisterAsync(gate, label.Split('/')[1], label + ": used");
        return gate;
    }

    // As cosign generate-key-pair k8s://… makes it: the private key beside the public one.
    private async Task MakeSecretAsync(string home, string name, SigningKey key)
    {
        string yaml = (await Cluster.KubectlAsync(
            "-n", home, "create", "secret", "generic", name, "--from-file=cosign.pub=" + key.PublicFile, "--from-file=cosign.key=" + key.PrivateFile,
            "--from-literal=cosign.password=" + SigningKey.Password, "--dry-run=client", "-o", "yaml")).Succeeded();
        (await Cluster.InputAsync(yaml, "-n", home, "apply", "-f", "-")).Succeeded();
    }
}
