using System.Buffers.Text;
using System.Security.Cryptography;
using ImageGate.Cloud;
using ImageGate.Cloud.Http;
using ImageGate.Kms.Azure;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

/// <summary>
/// The identity of an Azure machine: what is left when a pod has none of its own. Azure's library keeps its tokens for the whole life of the
/// process, so each test has an identity for itself.
/// </summary>
[Collection(EnvironmentTests.Name)]
public sealed class AzureMachineTests : IAsyncLifetime
{
    private const string Newest = $"azurekms://{FakeAzure.Host}/cosign";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ManualTimeProvider _time = new();
    private readonly ChangedEnvironment _environment = new();
    private FakeAzure _azure = null!;

    public async Task InitializeAsync()
    {
        _environment["AZURE_TENANT_ID"] = null;
        _environment["AZURE_CLIENT_ID"] = null;
        _azure = await FakeAzure.StartAsync();
        ECPoint point = _key.ExportParameters(false).Q;
        (_azure.Key["kty"], _azure.Key["crv"], _azure.Key["x"], _azure.Key["y"]) = ("EC", "P-256", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    public async Task DisposeAsync()
    {
        await _azure.DisposeAsync();
        _environment.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task The_machines_own_identity_reads_a_key()
    {
        using KmsClient client = Client(null);
        (await client.FetchAsync(Newest)).ShouldBeFound();
        _azure.Scopes.Should().OnlyContain(scope => scope == "https://vault.azure.net");
        _azure.Requests.Where(request => request.Path == FakeAzure.MachinePath).Should().OnlyContain(request => request.Headers["X-Asked-Host"] == FakeAzure.MachineHost);
        int asked = _azure.Requests.Count;
        (await client.FetchAsync(Newest)).ShouldBeFound();
        _azure.Requests.Should().HaveCount(asked + 1, "the token is kept");
    }

    [Fact]
    public async Task Of_several_identities_the_one_that_is_named_reads_a_key()
    {
        _azure.MachineIdentity = "99999999-0000-0000-0000-000000000000";
        using KmsClient client = Client(_azure.MachineIdentity);
        (await client.FetchAsync(Newest)).ShouldBeFound();
        using KmsClient other = Client("88888888-0000-0000-0000-000000000000");
        (await other.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.NoCredential, "Azure gives no access token");
    }

    [Fact]
    public async Task A_token_that_has_ended_is_asked_for_again()
    {
        _azure.Lifetime = 1;
        _azure.MachineIdentity = "77777777-0000-0000-0000-000000000000";
        using KmsClient client = Client(_azure.MachineIdentity);
        (await client.FetchAsync(Newest)).ShouldBeFound();
        _azure.Token = "eyJ.secret-two";
        (await client.FetchAsync(Newest)).ShouldBeFound();
        _azure.Requests[^1].Authorization.Should().Be("Bearer eyJ.secret-two");
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task A_token_that_is_not_given_is_no_credential_and_the_vault_is_not_asked(int status)
    {
        _azure.Fail(FakeAzure.MachinePath, RegistryFaults.Status(status));
        using KmsClient client = Client($"66666666-0000-0000-0000-000000000{status}");
        (await client.FetchAsync(Newest)).ShouldBeUnavailable(CloudFault.NoCredential, "Azure gives no access token");
        _azure.Requests.Should().OnlyContain(request => request.Path == FakeAzure.MachinePath);
    }

    [Fact]
    public async Task A_metadata_service_that_does_not_answer_ends_with_the_deadline()
    {
        HeldRequests held = _azure.Hold(FakeAzure.MachinePath);
        using KmsClient client = Client("55555555-0000-0000-0000-000000000000");
        Task<KmsAnswer> asking = client.FetchAsync(Newest);
        await held.Arrived;
        _time.Advance(Limits.FetchTimeout);
        (await asking).ShouldBeUnavailable(CloudFault.TimedOut, "20 seconds");
        held.Release();
    }

    private KmsClient Client(string? clientId) =>
        new(Asking.Settings with { Azure = new AzureSettings(new HashSet<string>(), clientId) }, _time, _azure.Handler(CloudHandlers.Create()));
}
