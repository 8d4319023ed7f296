using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Cli.Tests;

/// <summary>Keys in a KMS on the command line: asked for once, with what the environment says.</summary>
[Collection("environment")]
public sealed class KmsKeyTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-cli-");
    private readonly ChangedEnvironment _environment = new();
    private readonly CosignKey _key = CosignKey.CreateP256();
    private InMemoryRegistry _registry = null!;
    private FakeGoogle _google = null!;
    private FakeVault _vault = null!;

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync();
        Digest image = _registry.PushImage("app", "signed");
        _registry.PushSignature("app", image, _key.Sign(image));
        _registry.PushImage("app", "unsigned");
        _google = await FakeGoogle.StartAsync(new FakeGoogleVersion(_key.PublicPem));
        _vault = await FakeVault.StartAsync();
        _vault.Put("cosign", _key.PublicPem);
        _environment["IMAGEGATE_Kms__GoogleEndpoint"] = _google.Address.AbsoluteUri;
        _environment["IMAGEGATE_Kms__GoogleMetadataServer"] = _google.Address.AbsoluteUri;
        _environment["CLOUDSDK_CONFIG"] = _folder.FullName;
        _environment["VAULT_ADDR"] = _vault.Address.AbsoluteUri;
        _environment["IMAGEGATE_Kms__VaultTokenFile"] = Path.Combine(_folder.FullName, "vault-token");
        File.WriteAllText(Path.Combine(_folder.FullName, "vault-token"), _vault.Token);
    }

    public async Task DisposeAsync()
    {
        _environment.Dispose();
        await _registry.DisposeAsync();
        await _google.DisposeAsync();
        await _vault.DisposeAsync();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData($"gcpkms://{FakeGoogle.Key}")]
    [InlineData("hashivault://cosign")]
    public async Task A_key_is_asked_for_and_the_image_is_decided(string key)
    {
        (int code, string output, string error) = await VerifyAsync(key, "signed");
        (code, error).Should().Be((0, ""), output);
        (code, output, error) = await VerifyAsync(key, "unsigned");
        (code, error).Should().Be((1, ""), output);
        output.Should().Contain("NoSignature");
    }

    [Fact]
    public async Task A_key_that_is_not_to_be_trusted_leaves_it_open_and_says_why()
    {
        _google.Versions[0] = _google.Versions[0] with { State = "DISABLED" };
        (int code, string output, string error) = await VerifyAsync($"gcpkms://{FakeGoogle.Key}/versions/1", "signed");
        (code, error).Should().Be((3, ""), output);
        output.Should().Contain("KeyUnavailable").And.Contain("the key's version is DISABLED in Google Cloud KMS");
    }

    [Fact]
    public async Task A_key_that_does_not_come_is_a_line_and_leaves_it_open()
    {
        _google.Fail(FakeGoogle.TokenPath, RegistryFaults.Status(404));
        (int code, string output, string error) = await VerifyAsync($"gcpkms://{FakeGoogle.Key}", "signed");
        code.Should().Be(3, output);
        error.Should().Be($"imagegate: key gcpkms://{FakeGoogle.Key} was not read: NoCredential: Google gives no access token{Environment.NewLine}");
        output.Should().Contain("KeyUnavailable").And.Contain("the KMS did not give it: Google gives no access token");
    }

    [Fact]
    public async Task A_key_may_not_come_over_the_network_in_the_clear()
    {
        _environment["VAULT_ADDR"] = "http://vault.example:8200";
        (int code, _, string error) = await VerifyAsync("hashivault://cosign", "signed");
        code.Should().Be(2);
        error.Should().Contain("VaultAddress of the KMS is no address").And.Contain("http is for this machine only");
        _vault.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_check_of_policies_asks_nobody()
    {
        Write($"gcpkms://{FakeGoogle.Key}");
        (int code, _, _) = await RunAsync("policy", "check", Policies);
        code.Should().Be(0);
        _google.Requests.Should().BeEmpty();
    }

    private string Policies => Path.Combine(_folder.FullName, "policies");

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GateCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private Task<(int Code, string Output, string Error)> VerifyAsync(string key, string tag)
    {
        Write(key);
        return RunAsync("verify", $"{_registry.Host}/app:{tag}", "--policies", Policies);
    }

    private void Write(string key)
    {
        Directory.CreateDirectory(Policies);
        File.WriteAllText(Path.Combine(Policies, "policies.yaml"), $$"""
            apiVersion: imagegate.dev/v1
            kind: TrustPolicy
            metadata: {name: apps}
            spec:
              images: ["{{_registry.Host}}/**"]
              require:
                signers:
                  - {name: release, key: {kms: "{{key}}"}, transparencyLog: notRequired}
            ---
            apiVersion: imagegate.dev/v1
            kind: RegistryAccess
            metadata: {name: local}
            spec: {host: "{{_registry.Host}}", insecureHttp: true}
            """);
    }
}
