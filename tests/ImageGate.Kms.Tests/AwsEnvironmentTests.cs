using System.Security.Cryptography;
using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Kms.Aws;
using ImageGate.Testing;
using ImageGate.Testing.Kms;

namespace ImageGate.Kms.Tests;

/// <summary>What AWS's library finds in a pod's environment by itself: EKS Pod Identity.</summary>
[Collection(EnvironmentTests.Name)]
public sealed class AwsEnvironmentTests : IAsyncLifetime
{
    private const string ByArn = $"awskms:///{FakeAws.Arn}";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenFolder _account = new();
    private readonly ManualTimeProvider _time = new();
    private readonly ChangedEnvironment _environment = new();
    private FakeAws _aws = null!;
    private KmsClient _client = null!;

    public async Task InitializeAsync()
    {
        _aws = await FakeAws.StartAsync();
        _aws.PublicKey = _key.ExportSubjectPublicKeyInfo();

        // The library keeps what it found until one of these changes; without a key, a session means nothing to it.
        _environment["AWS_SESSION_TOKEN"] = Guid.NewGuid().ToString();
        _environment["AWS_EC2_METADATA_DISABLED"] = "true";
        _client = new KmsClient(Asking.Settings with { Aws = new AwsSettings(null, _aws.Address, Asking.Nobody, null) }, _time);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _aws.DisposeAsync();
        _environment.Dispose();
        _account.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task A_pods_role_comes_from_the_agent_for_the_token_in_the_file()
    {
        EnterPod();
        (await _client.FetchAsync(ByArn)).ShouldBeFound();
        (await _client.FetchAsync(ByArn)).ShouldBeFound();
        _aws.Requests.Where(request => request.Path == FakeAws.PodPath).Should().ContainSingle("the credentials are kept").Which.Authorization.Should().Be("account.token.jwt");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pods_role_that_has_ended_is_asked_for_again_with_the_tokens_newest_text()
    {
        EnterPod();
        _aws.Lifetime = TimeSpan.FromMinutes(10);                      // the library renews 15 minutes before the end
        (await _client.FetchAsync(ByArn)).ShouldBeFound();
        (_aws.SessionToken, _aws.AccountToken) = ("secret-session-two", "another.token.jwt");
        _account.Write("another.token.jwt");
        KmsAnswer answer;
        do
        {
            answer = await _client.FetchAsync(ByArn);
        }
        while (answer is KmsAnswer.Unavailable { Fault: CloudFault.NotAuthorized });                // it renews in the background
        answer.ShouldBeFound();
        _aws.Requests.Last(request => request.Headers.ContainsKey("X-Amz-Target")).Headers["X-Amz-Security-Token"].Should().Be("secret-session-two");
    }

    [Fact]
    public async Task A_role_that_the_agent_does_not_give_is_said_without_its_words()
    {
        EnterPod();
        _aws.Fail(FakeAws.PodPath, RegistryFaults.Status(403));
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "AWS gives this pod no credentials (HTTP 403)");
        _aws.Requests.Should().OnlyContain(request => request.Path == FakeAws.PodPath);
        _aws.Heal();
        (await _client.FetchAsync(ByArn)).ShouldBeFound();
    }

    [Fact]
    public async Task A_token_that_the_agent_refuses_is_said_without_its_words()
    {
        EnterPod();
        _account.Write("another.token.jwt");
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "AWS gives this pod no credentials (HTTP 400)");
    }

    [Fact(Timeout = 60_000)]
    public async Task An_agent_that_does_not_answer_ends_with_the_deadline()
    {
        EnterPod();
        HeldRequests held = _aws.Hold(FakeAws.PodPath);
        Task<KmsAnswer> asking = _client.FetchAsync(ByArn);
        await held.Arrived;
        _time.Advance(Limits.FetchTimeout);
        (await asking).ShouldBeUnavailable(CloudFault.TimedOut, "20 seconds");
        held.Release();
        _aws.Heal();
        (await _client.FetchAsync(ByArn)).ShouldBeFound();
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_gives_up_waiting_for_the_agent_is_told_so()
    {
        EnterPod();
        HeldRequests held = _aws.Hold(FakeAws.PodPath);
        using var account = new AwsAccount(new AwsIdentity(null, Asking.Nobody, null));
        using var stop = new CancellationTokenSource();
        Task<AwsLogin> asking = account.SignInAsync(stop.Token);
        await held.Arrived;
        await stop.CancelAsync();
        await asking.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        held.Release();
    }

    [Fact]
    public async Task No_token_is_sent_to_an_agent_elsewhere()
    {
        EnterPod();
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = "http://evil.example/v1/credentials";
        (await _client.FetchAsync(ByArn)).ShouldBeUnavailable(CloudFault.NoCredential, "no role for its service account");
    }

    private void EnterPod()
    {
        _environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = new Uri(_aws.Address, FakeAws.PodPath).AbsoluteUri;
        _environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = _account.Path;
    }
}
