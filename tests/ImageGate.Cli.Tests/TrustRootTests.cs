using System.Text;
using ImageGate.Testing;
using ImageGate.Testing.Sigstore;
using ImageGate.Testing.Tuf;

namespace ImageGate.Cli.Tests;

/// <summary>Trust roots by TUF on the command line: no network unless it is wanted.</summary>
public sealed class TrustRootTests : IAsyncLifetime
{
    private readonly DirectoryInfo _policies = Directory.CreateTempSubdirectory("imagegate-cli-");
    private InMemoryRegistry _registry = null!;
    private TufServer _tuf = null!;

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync();
        _registry.PushImage("app", "unsigned");
        _tuf = await TufServer.StartAsync(Repository());
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _tuf.DisposeAsync();
        _policies.Delete(recursive: true);
    }

    [Fact]
    public async Task Without_the_option_no_mirror_is_asked_and_its_signers_are_unavailable()
    {
        WritePolicies();

        (int code, string output, _) = await RunAsync("verify", $"{_registry.Host}/app:unsigned", "--policies", _policies.FullName);
        (int check, _, _) = await RunAsync("policy", "check", _policies.FullName);

        code.Should().Be(3);
        output.Should().Contain("TrustRootUnavailable");
        check.Should().Be(0);
        _tuf.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task With_the_option_the_mirror_is_asked_and_the_image_is_decided()
    {
        WritePolicies();

        (int code, string output, string error) = await RunAsync("verify", $"{_registry.Host}/app:unsigned", "--policies", _policies.FullName, "--refresh-trust-roots");

        error.Should().BeEmpty();
        code.Should().Be(1);
        output.Should().Contain("NoSignature");
        _tuf.Requests.Count(path => path == "timestamp.json").Should().Be(1);
    }

    [Fact]
    public async Task A_mirror_that_fails_is_a_line_and_leaves_it_open()
    {
        _tuf.Fail("*", RegistryFaults.Status(500));
        WritePolicies();

        (int code, string output, string error) = await RunAsync("verify", $"{_registry.Host}/app:unsigned", "--policies", _policies.FullName, "--refresh-trust-roots");

        code.Should().Be(3);
        error.Should().Contain("trust root acme was not refreshed: Unavailable").And.Contain("HTTP 500");
        output.Should().Contain("TrustRootUnavailable");
    }

    [Fact]
    public async Task Public_good_is_built_in()
    {
        File.WriteAllText(Path.Combine(_policies.FullName, "policies.yaml"), Policy("public-good"));

        (int code, string output, _) = await RunAsync("verify", $"{_registry.Host}/app:unsigned", "--policies", _policies.FullName);

        code.Should().Be(1);
        output.Should().Contain("NoSignature");
    }

    // The command line goes by the system's clock.
    private static TufRepository Repository()
    {
        var repository = new TufRepository();
        var sigstore = new VirtualSigstore(TufRepository.Now);
        sigstore.TransparencyLogs.Add(new VirtualRekor("rekor.virtual.dev", isV2: false, TufRepository.Now.AddYears(-1)).Json);
        foreach (TufRoleSpec role in (TufRoleSpec[])[repository.Root, repository.Timestamp, repository.Snapshot, repository.Targets])
        {
            role.Expires = TufRepository.Now.AddYears(100);
        }

        repository.PublishRoot();
        repository.TargetFiles[TufRepository.TargetName] = Encoding.UTF8.GetBytes(sigstore.TrustedRootJson().ToJsonString());
        repository.Publish();
        return repository;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GateCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string Policy(string trustRoot) => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{_registry.Host}}/**"]
          require:
            signers:
              - {name: ci, keyless: {issuer: i, subject: s, trustRoot: {{trustRoot}} } }
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{_registry.Host}}", insecureHttp: true}
        """;

    private void WritePolicies() => File.WriteAllText(Path.Combine(_policies.FullName, "policies.yaml"), Policy("acme") + $$"""

        ---
        apiVersion: imagegate.dev/v1
        kind: TrustRoot
        metadata: {name: acme}
        spec: {tuf: {mirror: "{{_tuf.Address}}", insecureHttp: true, root: {{Encoding.UTF8.GetString(_tuf.Repository.Files["1.root.json"])}} } }
        """);
}
