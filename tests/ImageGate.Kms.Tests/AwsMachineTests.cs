using System.Security.Cryptography;
using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Kms.Aws;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

/// <summary>What AWS's library finds of the machine by itself. One test: it keeps the machine's role for the whole life of the process.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class AwsMachineTests
{
    private const string ByArn = $"awskms:///{FakeAws.Arn}";

    [Fact(Timeout = 60_000)]
    public async Task A_machines_role_comes_from_its_metadata_and_what_is_wrong_is_said()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var environment = new ChangedEnvironment();
        FakeAws aws = AwsMachine.Services;
        aws.PublicKey = key.ExportSubjectPublicKeyInfo();
        var time = new ManualTimeProvider();
        environment["AWS_SESSION_TOKEN"] = Guid.NewGuid().ToString();
        using var client = new KmsClient(Asking.Settings with { Aws = new AwsSettings(null, aws.Address, Asking.Nobody, null) }, time);

        int asked = aws.Requests.Count;
        environment["AWS_EC2_METADATA_DISABLED"] = "true";
        (await client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "no role for");
        aws.Requests.Should().HaveCount(asked);

        environment["AWS_EC2_METADATA_DISABLED"] = null;
        foreach (int status in new[] { 401, 403, 404 })
        {
            aws.Fail(FakeAws.MachineRolesPath, RegistryFaults.Status(status));
            (await client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "no role for");
        }

        HeldRequests held = aws.Hold(FakeAws.MachineRolesPath);
        Task<KmsAnswer> asking = client.FetchAsync(ByArn);
        await held.Arrived;
        time.Advance(Limits.FetchTimeout);
        (await asking).ShouldBeUnavailable(CloudFault.TimedOut, "20 seconds");
        using var account = new AwsAccount(new AwsIdentity(null, Asking.Nobody, null));
        using var stop = new CancellationTokenSource();
        Task<AwsLogin> signingIn = account.SignInAsync(stop.Token);
        await stop.CancelAsync();
        await signingIn.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        held.Release();

        aws.Heal();
        (await client.FetchAsync(ByArn)).ShouldBeFound();
        aws.Requests.Where(request => request.Path == FakeAws.MachineTokenPath).Should().OnlyContain(request => request.Method == "PUT");
    }
}
