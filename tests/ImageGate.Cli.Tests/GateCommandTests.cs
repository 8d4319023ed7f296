using System.Text.Json;
using ImageGate.Sigstore;
using ImageGate.Testing;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Cli.Tests;

public sealed class GateCommandTests : IAsyncLifetime
{
    private readonly DirectoryInfo _policies = Directory.CreateTempSubdirectory("imagegate-cli-");
    private readonly CosignKey _key = CosignKey.CreateP256();
    private InMemoryRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _registry = await InMemoryRegistry.StartAsync();
        Digest signed = _registry.PushImage("app", "signed");
        _registry.PushSignature("app", signed, _key.Sign(signed));
        _registry.PushImage("app", "unsigned");
        WritePolicies("enforce");
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        _key.Dispose();
        _policies.Delete(recursive: true);
    }

    [Fact]
    public async Task A_signed_image_gives_0_and_the_documented_json()
    {
        (int code, string output, _) = await RunAsync("verify", Image("signed"), "--policies", _policies.FullName, "--output", "json");

        code.Should().Be(0);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.EnumerateObject().Select(member => member.Name).Should().Equal("image", "digest", "pinned", "decision", "reason", "detail", "policies");
        json.GetProperty("image").GetString().Should().Be(Image("signed"));
        json.GetProperty("pinned").GetString().Should().Be($"{Image("signed")}@{json.GetProperty("digest").GetString()}");
        json.GetProperty("decision").GetString().Should().Be("admitted");
        json.GetProperty("reason").ValueKind.Should().Be(JsonValueKind.Null);
        JsonElement policy = json.GetProperty("policies")[0];
        policy.EnumerateObject().Select(member => member.Name).Should().Equal("name", "mode", "passed", "reason", "detail", "signers");
        policy.GetProperty("name").GetString().Should().Be("apps");
        policy.GetProperty("mode").GetString().Should().Be("enforce");
        JsonElement signer = policy.GetProperty("signers")[0];
        signer.EnumerateObject().Select(member => member.Name).Should().Equal("name", "passed", "reason", "detail");
        signer.GetProperty("passed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task An_unsigned_image_gives_1_and_says_who_misses_what()
    {
        (int code, string output, _) = await RunAsync("verify", Image("unsigned"), "--policies", _policies.FullName);
        (int jsonCode, string json, _) = await RunAsync("verify", Image("unsigned"), "--policies", _policies.FullName, "--output", "json");

        code.Should().Be(1);
        jsonCode.Should().Be(1);
        output.Should().Contain("decision  denied").And.Contain("reason    NoSignature").And.Contain("policy    apps (enforce): failed, NoSignature")
            .And.Contain("  signer  key: failed, NoSignature: the image has no signature");
        JsonDocument.Parse(json).RootElement.GetProperty("policies")[0].GetProperty("signers")[0].GetProperty("reason").GetString().Should().Be("NoSignature");
    }

    [Fact]
    public async Task A_registry_that_fails_gives_3()
    {
        _registry.Fail("/v2/app/manifests/signed", (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });

        (int code, string output, _) = await RunAsync("verify", Image("signed"), "--policies", _policies.FullName);

        code.Should().Be(3);
        output.Should().Contain("decision  unavailable").And.Contain("could not tell, RegistryUnreachable");
    }

    [Fact]
    public async Task A_policy_in_audit_mode_admits_unpinned()
    {
        WritePolicies("audit");

        (int code, string output, _) = await RunAsync("verify", Image("unsigned"), "--policies", _policies.FullName, "--output", "json");

        code.Should().Be(0);
        JsonElement json = JsonDocument.Parse(output).RootElement;
        json.GetProperty("decision").GetString().Should().Be("admitted");
        json.GetProperty("pinned").ValueKind.Should().Be(JsonValueKind.Null);
        json.GetProperty("policies")[0].GetProperty("passed").GetBoolean().Should().BeFalse();
    }

    [Fact]
    public async Task The_namespace_chooses_the_policies()
    {
        WritePolicies("enforce", "namespaces: {include: [prod]}");

        (await RunAsync("verify", Image("signed"), "--policies", _policies.FullName, "--namespace", "prod")).Code.Should().Be(0);
        (int code, string output, _) = await RunAsync("verify", Image("signed"), "--policies", _policies.FullName);
        code.Should().Be(1);
        output.Should().Contain("NoPolicyMatches");
    }

    [Fact]
    public async Task The_labels_of_the_namespace_are_given_or_not_known()
    {
        WritePolicies("enforce", "namespaces: {selector: {matchLabels: {env: prod}, matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [default]}]}}");
        string[] verify = ["verify", Image("signed"), "--policies", _policies.FullName];

        (int code, string output, _) = await RunAsync(verify);
        (code, output.Contains("give them by --namespace-label KEY=VALUE", StringComparison.Ordinal)).Should().Be((3, true));
        (await RunAsync([.. verify, "--namespace-label", "env=prod", "--namespace-label", "team=a=b"])).Code.Should().Be(0);
        (await RunAsync([.. verify, "--namespace-label", "env=dev"])).Output.Should().Contain("NoPolicyMatches");
        (await RunAsync([.. verify, "--namespace-label", "env=prod", "--namespace", "other"])).Output.Should().Contain("NoPolicyMatches");
        (await RunAsync("policy", "check", _policies.FullName)).Code.Should().Be(0);
    }

    [Fact]
    public async Task A_key_in_a_secret_is_said_not_to_be_read()
    {
        WritePolicies("enforce", key: "{secret: keys/release/cosign.pub}");

        (int code, string output, _) = await RunAsync("verify", Image("signed"), "--policies", _policies.FullName);

        code.Should().Be(3);
        output.Should().Contain("the key keys/release/cosign.pub cannot be had now: only the server reads it");
    }

    [Theory]
    [InlineData("verify", "image", "--policies", "x", "--namespace-label", "env")]
    [InlineData("verify", "image", "--policies", "x", "--namespace-label", "=prod")]
    [InlineData("verify", "image", "--policies", "x", "--namespace-label", "a=b", "--namespace-label", "a=c")]
    [InlineData()]
    [InlineData("verify")]
    [InlineData("verify", "image")]
    [InlineData("verify", "image", "--policies")]
    [InlineData("verify", "image", "--policies", "x", "--output", "xml")]
    [InlineData("verify", "image", "--policies", "x", "--timeout", "0")]
    [InlineData("verify", "image", "--policies", "x", "--unknown")]
    [InlineData("verify", "image", "another", "--policies", "x")]
    [InlineData("policy")]
    [InlineData("policy", "check")]
    [InlineData("frobnicate")]
    public async Task A_wrong_command_line_gives_2(params string[] args)
    {
        (int code, _, string error) = await RunAsync(args);

        code.Should().Be(2);
        error.Should().Contain("imagegate");
    }

    [Fact]
    public async Task Policies_that_are_not_valid_give_1_with_every_error()
    {
        File.WriteAllText(Path.Combine(_policies.FullName, "bad.yaml"), "apiVersion: imagegate.dev/v1\nkind: TrustPolicy\nmetadata: {name: bad}\nspec: {imagse: [x], deny: no, mode: loud}\n");

        (int checkCode, _, string checkError) = await RunAsync("policy", "check", _policies.FullName);
        (int verifyCode, _, string verifyError) = await RunAsync("verify", Image("signed"), "--policies", _policies.FullName);

        checkCode.Should().Be(1);
        verifyCode.Should().Be(1);
        checkError.Should().Contain("bad.yaml:4:").And.Contain("imagse").And.Contain("loud");
        verifyError.Should().Be(checkError);
    }

    [Fact]
    public async Task Valid_policies_give_0()
    {
        (int code, string output, _) = await RunAsync("policy", "check", _policies.FullName);

        code.Should().Be(0);
        output.Should().Contain("1 policies are valid");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GateCommand.RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private string Image(string tag) => $"{_registry.Host}/app:{tag}";

    private void WritePolicies(string mode, string more = "onUnavailable: deny", string? key = null) => File.WriteAllText(Path.Combine(_policies.FullName, "policies.yaml"), $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{_registry.Host}}/**"]
          mode: {{mode}}
          {{more}}
          require:
            signers:
              - name: key
                key: {{key ?? $"{{pem: \"{_key.PublicPem.Replace("\n", "\\n", StringComparison.Ordinal)}\"}}"}}
                transparencyLog: notRequired
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{_registry.Host}}", insecureHttp: true}
        """);
}
