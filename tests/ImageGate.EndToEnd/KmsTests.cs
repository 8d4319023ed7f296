using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.EndToEnd;

/// <summary>A server whose signer's key is in a KMS, given by a fake of Google's; the signatures are cosign's.</summary>
public sealed class KmsTests(EndToEndLab lab) : EndToEndTest(lab)
{
    private const string Label = "imagegate.dev/kms";
    private const string Uri = $"gcpkms://{FakeGoogle.Key}/cryptoKeyVersions/1";

    [SkippableFact]
    public async Task A_key_in_a_kms_admits_what_it_signed_as_long_as_it_is_enabled()
    {
        await using FakeGoogle google = await FakeGoogle.StartAsync(new FakeGoogleVersion(Lab.Keys.Release.PublicPem));
        string home = await NewGuardedAsync();
        await using GateProcess gate = await StartAsync(google);
        await GuardAsync(gate, home);
        PushedImage image = await Lab.PushSignedAsync();
        PushedImage unsigned = await Lab.PushUnsignedAsync();
        PushedImage foreign = await Publisher.PushSignedAsync(Lab.NewRepository(), Lab.Keys.Mallory);

        string pod = Lab.NewName();
        (await Cluster.RunAsync(home, pod, image.Text)).ShouldBeAdmitted();
        (await Cluster.ImageOfAsync(home, pod)).Should().Be(image.Pinned);
        (await Cluster.RunAsync(home, Lab.NewName(), unsigned.Text)).ShouldBeDenied("NoSignature");
        (await Cluster.RunAsync(home, Lab.NewName(), foreign.Text)).ShouldBeDenied("SignatureInvalid");

        google.Fail("*", RegistryFaults.Status(503));
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), answer => answer.Text.Contains("not followed just now: the KMS has an error", StringComparison.Ordinal));
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeAdmitted();

        google.Heal();
        google.Versions[0] = google.Versions[0] with { State = "DISABLED" };
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), answer => answer.Text.Contains("is DISABLED", StringComparison.Ordinal));
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeDenied("KeyUnavailable").Error.Should().Contain("the key's version is DISABLED in Google Cloud KMS");

        google.Versions[0] = google.Versions[0] with { State = "ENABLED" };
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), answer => answer.Text.Contains(": there", StringComparison.Ordinal));
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeAdmitted();
        gate.Log.Should().NotContain("secret-of-google").And.Contain("was not refreshed").And.Contain("cannot be had");
    }

    [SkippableFact]
    public async Task A_kms_that_is_down_from_the_start_is_no_reason_to_admit_or_to_drop_the_policy()
    {
        await using FakeGoogle google = await FakeGoogle.StartAsync(new FakeGoogleVersion(Lab.Keys.Release.PublicPem));
        google.Fail("*", RegistryFaults.Drop());
        string home = await NewGuardedAsync();
        await using GateProcess gate = await StartAsync(google);
        await GuardAsync(gate, home);
        PushedImage image = await Lab.PushSignedAsync();

        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeDenied("KeyUnavailable").Error.Should().Contain("there is no credential for the KMS");
        (await gate.HealthAsync("/readyz?verbose")).Text.Should().Contain("[+] policies: 1 policies in force");

        google.Heal();
        await Eventually.SeeAsync(() => gate.HealthAsync("/readyz?verbose"), answer => answer.Text.Contains(": there", StringComparison.Ordinal));
        (await Cluster.RunAsync(home, Lab.NewName(), image.Text)).ShouldBeAdmitted();
    }

    private async Task<string> NewGuardedAsync()
    {
        string name = Lab.NewName("kms");
        (await Cluster.InputAsync(
            $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{WebhookConfigurations.ExemptLabel}: all, {Label}: {name}}}}}\n", "create", "-f", "-")).Succeeded();
        await Eventually.SeeAsync(() => Cluster.KubectlAsync("-n", name, "get", "serviceaccount", "default"), result => result.ExitCode == 0);
        return name;
    }

    private async Task<GateProcess> StartAsync(FakeGoogle google)
    {
        LabRegistry plain = Lab.Registries.Plain;
        var policies = new PolicyMount(Lab.NewFolder("policies"));
        string require = $"require: {{signers: [{{name: release, key: {{kms: \"{Uri}\"}}, transparencyLog: notRequired}}]}}";
        await policies.ChangeAsync("p.yaml", PolicyYaml.Policy("kms", $"{plain.Host}/**", require) + PolicyYaml.Access("plain", plain.Host, "insecureHttp: true"));
        Dictionary<string, string> settings = Lab.Settings();
        settings["Policies__Directory"] = policies.Folder;
        settings["Kms__RefreshSeconds"] = "5";
        settings["Kms__GoogleEndpoint"] = google.Address.AbsoluteUri;
        settings["Kms__GoogleMetadataServer"] = google.Address.AbsoluteUri;
        return await GateProcess.StartAsync(Lab.NewFolder("gate"), settings);
    }

    private async Task GuardAsync(GateProcess gate, string home)
    {
        (await Cluster.InputAsync(WebhookConfigurations.Yaml(gate.WebhookPort, Lab.Certificate.AuthorityPem, home, $"matchLabels: {{{Label}: {home}}}"), "create", "-f", "-")).Succeeded();
        await Lab.AwaitGuardAsync(home);
    }
}
