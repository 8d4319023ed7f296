using System.Security.Cryptography;
using System.Text;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Server.Tests.Keys;

/// <summary>The whole server with every way to sign in that can be led to this machine, and its log with all that it has.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class SecretTests : IAsyncLifetime
{
    private const string AccountToken = "secret-account.token.jwt";

    private static readonly string Right = Convert.ToBase64String("robot:secret-of-docker"u8);
    private static readonly string Wrong = Convert.ToBase64String("robot:secret-and-wrong"u8);

    private readonly TokenFolder _account = new(AccountToken);
    private readonly ChangedEnvironment _environment = new();
    private readonly CosignKey _ofVault = CosignKey.CreateP256();
    private readonly CosignKey _ofAws = CosignKey.CreateP256();
    private readonly StringBuilder _said = new();
    private FakeVault _vault = null!;
    private FakeAws _aws = null!;
    private InMemoryRegistry _registry = null!;

    public async Task InitializeAsync()
    {
        _environment["AWS_ROLE_ARN"] = FakeAws.Role;
        _environment["AWS_WEB_IDENTITY_TOKEN_FILE"] = _account.Path;
        _vault = await FakeVault.StartAsync();
        _vault.AccountToken = AccountToken;
        _vault.Put("cosign", _ofVault.PublicPem);
        _aws = await FakeAws.StartAsync();
        _aws.AccountToken = AccountToken;
        using var key = ECDsa.Create();
        key.ImportFromPem(_ofAws.PublicPem);
        _aws.PublicKey = key.ExportSubjectPublicKeyInfo();
        _registry = await InMemoryRegistry.StartAsync(new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Basic, Username = "robot", Password = "secret-of-docker" });
    }

    public async Task DisposeAsync()
    {
        await _registry.DisposeAsync();
        await _aws.DisposeAsync();
        await _vault.DisposeAsync();
        _ofAws.Dispose();
        _ofVault.Dispose();
        _environment.Dispose();
        _account.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task Nothing_that_signs_ImageGate_in_is_written_anywhere()
    {
        using var lines = new MemoryStream();
        await LiveAsync(lines);
        string log = Encoding.UTF8.GetString(lines.ToArray());
        foreach (string text in new[] { _said.ToString(), log })
        {
            text.Should().NotContain("secret").And.NotContain(Right).And.NotContain(Wrong).And.NotContain("ASIAEXAMPLE");
        }

        // All of it did happen.
        _said.ToString().Should().Contain("KeyUnavailable").And.Contain("RegistryUnauthorized").And.Contain("there, not followed just now");
        foreach (string failure in new[]
        {
            "Google gives no access token (HTTP 400)", "AWS STS gives no credentials (HTTP 400)", "login answers HTTP 400", "Google Cloud KMS answers HTTP 500", "AWS KMS answers HTTP 500", "Vault answers HTTP 400",
        })
        {
            log.Should().Contain(failure);
        }
    }

    private async Task LiveAsync(Stream log)
    {
        await using KmsGate world = await KmsGate.StartAsync(
            google => Fail(400, google, _vault, _aws),
            configure: (_, settings) =>
            {
                settings["Log:Level"] = "Trace";
                settings["Kms:AwsEndpoint"] = settings["Kms:AwsStsEndpoint"] = _aws.Address.AbsoluteUri;
                settings["Kms:VaultAddress"] = _vault.Address.AbsoluteUri;
                settings["Kms:VaultRole"] = "imagegate";
                settings["Kms:VaultServiceAccountTokenFile"] = _account.Path;
            },
            log: log);
        string config = Path.Combine(world.Gate.Folder, "config.json");
        string image = Push(world.Gate.Key, _ofVault, _ofAws);
        WriteConfig(config, Right);
        world.Gate.WritePolicies(Policies(config));
        await world.SettleAsync();
        await FailAsync(world, image, 400);
        await FailAsync(world, image, 403);
        await HealAsync(world, image);
        foreach (int status in new[] { 400, 401, 403, 404, 429, 500 })
        {
            await FailAsync(world, image, status);
        }

        await HealAsync(world, image);
        WriteConfig(config, Wrong);
        await world.SettleAsync();
        await SayAsync(world, image);
    }

    // One after the other, the three services are asked for their keys, or for the login before, and fail.
    private async Task FailAsync(KmsGate world, string image, int status)
    {
        FakeService[] services = [world.Google, _vault, _aws];
        Fail(status, services);
        int[] asked = [.. services.Select(service => service.Requests.Count)];
        await world.UntilAsync(() => Task.FromResult(services.Zip(asked).All(one => one.First.Requests.Count > one.Second)));
        await SayAsync(world, image);
    }

    private async Task HealAsync(KmsGate world, string image)
    {
        foreach (FakeService service in new FakeService[] { world.Google, _vault, _aws })
        {
            service.Heal();
        }

        await world.UntilAsync(async () => (await world.AskAsync(image)).IsAllowed);
        await SayAsync(world, image);
    }

    private async Task SayAsync(KmsGate world, string image) =>
        _said.AppendLine((await world.AskAsync(image)).Message).AppendLine(await world.MetricsAsync()).AppendLine(await world.ReadyAsync());

    private static void Fail(int status, params FakeService[] services)
    {
        foreach (FakeService service in services)
        {
            service.Fail("*", async (context, _) =>
            {
                context.Response.StatusCode = status;
                await context.Response.Body.WriteAsync("secret of the answer"u8.ToArray(), context.RequestAborted);
            });
        }
    }

    private string Push(params CosignKey[] keys)
    {
        Digest image = _registry.PushImage("app", "1");
        foreach (CosignKey key in keys)
        {
            _registry.PushSignature("app", image, key.Sign(image));
        }

        return $"{_registry.Host}/app:1";
    }

    private void WriteConfig(string path, string basic) => File.WriteAllText(path, $$$$"""{"auths":{"{{{{_registry.Host}}}}":{"auth":"{{{{basic}}}}"}}}""");

    // Each has a key of its own: signers that share one could never all be had.
    private string Policies(string config) => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{_registry.Host}}/**"]
          require:
            atLeast: all
            signers:
              - {name: google, key: {kms: "{{KmsGate.Newest}}"}, transparencyLog: notRequired}
              - {name: vault, key: {kms: "hashivault://cosign"}, transparencyLog: notRequired}
              - {name: aws, key: {kms: "awskms:///{{FakeAws.Arn}}"}, transparencyLog: notRequired}
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{_registry.Host}}", insecureHttp: true, credentials: {dockerConfigFile: "{{config}}"} }
        """;
}
