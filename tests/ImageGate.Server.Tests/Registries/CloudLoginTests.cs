using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Google;
using ImageGate.Cloud.Registries;
using ImageGate.Core.Registries;
using ImageGate.Oci;
using ImageGate.Server.Registries;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kms;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Server.Tests.Registries;

/// <summary>From the node's metadata server to the registry: the parts that the server puts together.</summary>
public sealed class CloudLoginTests : IAsyncLifetime
{
    private static readonly CloudRegistry Google = CloudRegistry.Of("europe-west3-docker.pkg.dev")!;

    private FakeGoogle _google = null!;
    private RegistryKeychain _keychain = null!;

    public async Task InitializeAsync()
    {
        _google = await FakeGoogle.StartAsync();
        _keychain = new RegistryKeychain(
            new CloudSettings("imagegate/test", new GoogleIdentity(null, _google.Address), new AwsIdentity(null, null, new AwsWebIdentity("role", "/nowhere/token")), null), TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        _keychain.Dispose();
        await _google.DisposeAsync();
    }

    [Fact]
    public async Task The_pods_own_identity_reads_a_registry_and_the_cloud_is_asked_once()
    {
        await using InMemoryRegistry registry = await InMemoryRegistry.StartAsync(
            new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer, Username = "oauth2accesstoken", Password = _google.Token });
        Digest image = registry.PushImage("acme/app", "1.0");
        using var client = new RegistryClient(TimeSpan.FromSeconds(100), TimeProvider.System, "imagegate/test", _keychain.SignInAsync);
        var location = new RepositoryLocation(registry.Name("acme/app"), registry.Access() with { Credentials = RegistryCredentials.OfCloud(Google) });

        for (int i = 0; i < 3; i++)
        {
            (await client.ResolveAsync(location, "1.0", default)).Should().Be(new RegistryResult<Digest>.Found(image));
        }

        _google.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task What_failed_is_named_and_it_could_not_be_told()
    {
        _google.Fail(FakeGoogle.TokenPath, (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return context.Response.WriteAsync("secret");
        });
        (await _keychain.SignInAsync(Google, default)).Should().Be(Failed("no login for Google Artifact Registry: Google gives no access token (HTTP 403)"));
    }

    [Theory]
    [InlineData("123456789012.dkr.ecr.eu-central-1.amazonaws.com", "Amazon ECR in eu-central-1")]
    [InlineData("public.ecr.aws", "Amazon ECR Public")]
    public async Task Each_registry_is_asked_for_at_its_own_cloud(string host, string name) =>
        (await _keychain.SignInAsync(CloudRegistry.Of(host)!, default)).Should().Be(Failed($"no login for {name}: the file of the service account's token cannot be read or is empty"));

    private static RegistryResult<RegistryCredential>.Failed Failed(string detail) => new(new RegistryFailure.Unavailable(UnavailableCause.Unreachable, detail, null));
}
