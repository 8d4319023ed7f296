using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd;

/// <summary>A private registry that only the Pods' own Secrets open, and a server whose role is that of the chart.</summary>
public sealed class PullSecretTests(EndToEndLab lab) : ApiTest(lab)
{
    private const string Label = "imagegate.dev/pull-secrets";

    [SkippableFact]
    public async Task Private_images_are_admitted_with_the_secrets_of_their_namespace_alone()
    {
        (string home, string closed) = (await NewGuardedAsync("open"), await NewGuardedAsync("closed"));
        string account = await NewNamespaceAsync();
        await using GateProcess gate = await StartAsync(account, home);
        PushedImage image = await Publisher.PushSignedAsync($"{Lab.Registries.Secured.Host}/{Lab.NewName("app")}", Lab.Keys.Release);
        PushedImage unsigned = await Publisher.PushAsync($"{Lab.Registries.Secured.Host}/{Lab.NewName("app")}");
        string named = "--overrides={\"spec\":{\"imagePullSecrets\":[{\"name\":\"pull\"}]}}";
        await MakeSecretAsync(home, "pull", Registries.Password);
        await MakeSecretAsync(closed, "pull", Registries.Password);

        // Twice: also what is remembered of the first is for that namespace only.
        string pod = Lab.NewName();
        (await Cluster.RunAsync(home, pod, image.Text, named)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(home, pod)).Should().Be(image.Pinned);
        (await Cluster.RunAsync(home, Lab.NewName(), unsigned.Text, named)).ShouldBeDenied("NoSignature");
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeDenied("RegistryUnauthorized");
        (await Cluster.RunAsync(closed, Lab.NewName(), image.Text, named)).ShouldBeDenied("RegistryUnauthorized")
            .Error.Should().Contain($"note: the Secret {closed}/pull may not be read by ImageGate").And.NotContain(Registries.Password);

        // A template's account is looked up. A Pod's is not: this API server, without its ServiceAccount admission, writes no
        // secrets into Pods, and a kubelet would pull without.
        (await Cluster.KubectlAsync("-n", home, "patch", "serviceaccount", "default", "-p", "{\"imagePullSecrets\":[{\"name\":\"pull\"}]}")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "deployment", Lab.NewName(), "--image=" + image.Text)).ShouldBeAdmitted();
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeDenied("RegistryUnauthorized");
        (await Cluster.KubectlAsync("-n", home, "create", "deployment", Lab.NewName(), "--image=" + unsigned.Text)).ShouldBeDenied("NoSignature");

        // A wrong one before the right one.
        await MakeSecretAsync(home, "wrong", "guessed");
        string both = "--overrides={\"spec\":{\"imagePullSecrets\":[{\"name\":\"wrong\"},{\"name\":\"missing\"},{\"name\":\"pull\"}]}}";
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text, both)).ShouldBeAdmitted();
        gate.Log.Should().NotContain(Registries.Password + "\"").And.NotContain("guessed");
    }

    private async Task<string> NewGuardedAsync(string stem)
    {
        string name = Lab.NewName(stem);
        (await Cluster.InputAsync(
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{WebhookConfigurations.ExemptLabel}: all, {Label}: used}}}}\n", "create", "-f", "-")).Succeeded();
        await Eventually.SeeAsync(() => Cluster.KubectlAsync("-n", name, "get", "serviceaccount", "default"), result => result.ExitCode == 0);
        return name;
    }

    private async Task<GateProcess> StartAsync(string account, string home)
    {
        (await Cluster.KubectlAsync("-n", account, "create", "serviceaccount", "gate")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "role", "gate", "--verb=get", "--resource=secrets,serviceaccounts")).Succeeded();
        (await Cluster.KubectlAsync("-n", home, "create", "rolebinding", "gate", "--role=gate", $"--serviceaccount={account}:gate")).Succeeded();
        LabRegistry secured = Lab.Registries.Secured;
        var policies = new PolicyMount(Lab.NewFolder("policies"));
        await policies.ChangeAsync("p.yaml", PolicyYaml.Policy("secured", $"{secured.Host}/**", PolicyYaml.Require(1, Lab.Keys.Release)) + PolicyYaml.Access("secured", secured.Host, "insecureHttp: true"));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Policies__Directory"] = policies.Folder;
        settings["Cache__PassedSeconds"] = "600";
        settings["Kubernetes__Enabled"] = "true";
        settings["Kubernetes__PullSecrets"] = "true";
        settings["Kubernetes__Kubeconfig"] = WriteKubeconfig(await NewTokenAsync(account, "gate"));
        GateProcess gate = await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(gate.WebhookPort, Lab.Certificate.AuthorityPem, "pull-secrets", $"matchLabels: {{{Label}: used}}"), "create", "-f", "-")).Succeeded();
        await Lab.AwaitGuardAsync(home);
        return gate;
    }

    private async Task MakeSecretAsync(string home, string name, string password) => (await Cluster.KubectlAsync(
        "-n", home, "create", "secret", "docker-registry", name, "--docker-server=" + Lab.Registries.Secured.Host, "--docker-username=" + Registries.Username, "--docker-password=" + password)).Succeeded();
}
