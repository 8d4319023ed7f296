using System.Globalization;
using Amazon.Runtime;
using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Registries;
using ImageGate.Testing;
using ImageGate.Testing.Kms;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Cloud.Tests;

public sealed class AmazonLoginTests : IAsyncLifetime
{
    private const string Action = "GetAuthorizationToken";
    private const string Region = "eu-central-1";
    private const string Domain = "amazonaws.com";

    private readonly ManualTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TokenFolder _account = new();
    private FakeAws _aws = null!;
    private RegistryKeychain _keychain = null!;

    public async Task InitializeAsync()
    {
        _aws = await FakeAws.StartAsync();
        _keychain = Keychains.Of(_aws, Keychains.Settings with { Aws = new AwsIdentity(Region, _aws.Address, new AwsWebIdentity(FakeAws.Role, _account.Path)) }, _time);
    }

    public async Task DisposeAsync()
    {
        _keychain.Dispose();
        await _aws.DisposeAsync();
        _account.Dispose();
    }

    [Fact]
    public async Task A_password_comes_with_a_role_for_the_accounts_token_and_is_kept()
    {
        (await GetAsync()).Should().Be(new RegistryLogin.Password("AWS", "secret-of-ecr"));
        (await GetAsync()).Should().Be(new RegistryLogin.Password("AWS", "secret-of-ecr"));

        _aws.Requests.Should().HaveCount(2);
        _aws.Requests[1].AskedHost().Should().Be("api.ecr.eu-central-1.amazonaws.com");
        _aws.Requests[1].Headers["User-Agent"].Should().Be("imagegate/test");
        _aws.Requests[1].Authorization.Should().Contain("SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target");
    }

    [Fact]
    public async Task The_public_registry_has_a_password_of_its_own()
    {
        (await _keychain.AmazonPublicAsync(default)).Should().Be(new RegistryLogin.Password("AWS", "secret-of-ecr"));
        _aws.Requests[^1].AskedHost().Should().Be("api.ecr-public.us-east-1.amazonaws.com");
    }

    [Theory]
    [InlineData("eu-central-1", false, "amazonaws.com", "api.ecr.eu-central-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, "amazonaws.com", "ecr-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("cn-north-1", false, "amazonaws.com.cn", "api.ecr.cn-north-1.amazonaws.com.cn")]
    [InlineData("eu-central-1", false, "on.aws", "ecr.eu-central-1.api.aws")]
    [InlineData("us-east-1", true, "on.aws", "ecr-fips.us-east-1.api.aws")]
    public void A_region_is_asked_at_its_own_host(string region, bool isFips, string domain, string host) =>
        AmazonApi.Of(region, isFips, domain).Host.Should().Be(host);

    [Fact]
    public async Task Another_region_has_another_password()
    {
        await GetAsync();
        (await _keychain.AmazonAsync("eu-west-1", false, Domain, default)).ShouldBeNone(CloudFault.NotAuthorized, "Amazon ECR");
        _aws.Requests[^1].AskedHost().Should().Be("api.ecr.eu-west-1.amazonaws.com");
    }

    [Fact]
    public async Task When_it_has_ended_another_is_asked_for_once()
    {
        _aws.RegistryPasswordUntil = _time.GetUtcNow().AddMinutes(30);
        await GetAsync();
        (_aws.RegistryPassword, _aws.RegistryPasswordUntil) = ("secret-2", _time.GetUtcNow().AddHours(12));
        _time.Advance(TimeSpan.FromMinutes(29));

        (await Task.WhenAll(GetAsync(), GetAsync(), GetAsync())).Should().AllBeEquivalentTo(new RegistryLogin.Password("AWS", "secret-2"));
        _aws.Requests.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("com.amazonaws.ecr#AccessDeniedException", 400, CloudFault.NotAuthorized, "ecr:GetAuthorizationToken")]
    [InlineData("ExpiredTokenException", 403, CloudFault.NotAuthorized, "ecr:GetAuthorizationToken")]
    [InlineData("ThrottlingException", 400, CloudFault.Throttled, "asked too often")]
    [InlineData("", 401, CloudFault.NotAuthorized, "HTTP 401")]
    [InlineData("", 403, CloudFault.NotAuthorized, "HTTP 403")]
    [InlineData("", 429, CloudFault.Throttled, "HTTP 429")]
    [InlineData("ServerException", 500, CloudFault.ServerError, "HTTP 500")]
    [InlineData("secret", 400, CloudFault.BadAnswer, "HTTP 400")]
    public async Task What_the_service_refuses_is_said(string type, int status, CloudFault fault, string detail)
    {
        _aws.Fail(Action, FakeAws.Error(type, status));
        (await GetAsync()).ShouldBeNone(fault, detail);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"authorizationData":[]}""")]
    [InlineData("""{"authorizationData":[{"authorizationToken":"!!!","expiresAt":1999999999}]}""")]
    [InlineData("""{"authorizationData":[{"authorizationToken":"QVdT","expiresAt":1999999999}]}""")]                    // AWS
    [InlineData("""{"authorizationData":[{"authorizationToken":"QVdTOmEgYg==","expiresAt":1999999999}]}""")]            // AWS:a b
    [InlineData("""{"authorizationData":[{"authorizationToken":"QVdTOnNlY3JldA==","expiresAt":1e300}]}""")]
    [InlineData("""{"authorizationData":[{"authorizationToken":"QVdTOnNlY3JldA=="}]}""")]
    public async Task What_is_no_password_is_a_bad_answer(string body)
    {
        _aws.Fail(Action, (context, _) => context.Response.WriteAsync(body));
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "what is no authorization token");
    }

    [Fact]
    public async Task A_password_that_is_too_long_and_an_answer_that_is_too_long_are_refused()
    {
        _aws.RegistryPassword = new string('a', Limits.MaxSecretCharacters);
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "what is no authorization token");
        _aws.RegistryPassword = new string('a', Limits.MaxAnswerBytes);
        _time.Advance(Limits.RetryWait);
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "over 1048576 bytes");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using FakeAws other = await FakeAws.StartAsync();
        _aws.Fail(Action, (context, _) =>
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = other.Address.AbsoluteUri;
            return Task.CompletedTask;
        });
        (await GetAsync()).ShouldBeNone(CloudFault.BadAnswer, "HTTP 307");
        other.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task An_identity_that_is_not_given_is_said()
    {
        _aws.AccountToken = "another";
        (await GetAsync()).ShouldBeNone(CloudFault.NoCredential, "AWS STS gives no credentials (HTTP 400, InvalidIdentityToken)");
        File.Delete(_account.Path);
        _time.Advance(Limits.RetryWait);
        (await GetAsync()).ShouldBeNone(CloudFault.NoCredential, "token cannot be read");
        _aws.Requests.Should().NotContain(request => request.Headers.ContainsKey("X-Asked-Host"));
    }

    // Source: AWS Signature Version 4 test suite, get-vanilla and post-vanilla.
    [Theory]
    [InlineData("GET", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")]
    [InlineData("POST", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b")]
    public void Signatures_are_those_of_the_specification(string method, string expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "https://example.amazonaws.com/");
        AwsSignature.Sign(
            request,
            [],
            new AmazonApi("example.amazonaws.com", "us-east-1", "service", ""),
            new ImmutableCredentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", null),
            DateTimeOffset.Parse("2015-08-30T12:36:00Z", CultureInfo.InvariantCulture));
        request.Headers.GetValues("Authorization").Single().Should().EndWith($"SignedHeaders=host;x-amz-date, Signature={expected}");
    }

    private Task<RegistryLogin> GetAsync() => _keychain.AmazonAsync(Region, false, Domain, CancellationToken.None);
}
