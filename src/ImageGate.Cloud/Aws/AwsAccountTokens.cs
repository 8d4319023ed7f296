using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Aws;

/// <summary>Credentials of a role for a service account's token. The library has the same, but with the address of AWS alone.</summary>
internal sealed class AwsAccountTokens(AmazonSecurityTokenServiceClient sts, AwsWebIdentity identity) : RefreshingAWSCredentials
{
    /// <inheritdoc/>
    protected override async Task<CredentialsRefreshState> GenerateNewCredentialsAsync()
    {
        using var deadline = new CancellationTokenSource(Limits.LoginTimeout);
        string token = await TokenFile.ReadAsync(identity.TokenPath, deadline.Token)
            ?? throw new AmazonClientException("the file of the service account's token cannot be read or is empty");
        AssumeRoleWithWebIdentityResponse answer = await sts.AssumeRoleWithWebIdentityAsync(
            new AssumeRoleWithWebIdentityRequest { RoleArn = identity.RoleArn, RoleSessionName = "imagegate", WebIdentityToken = token }, deadline.Token);
        return answer.Credentials is { AccessKeyId: { } id, SecretAccessKey: { } secret, Expiration: { } expiration } given
            ? new CredentialsRefreshState(new ImmutableCredentials(id, secret, given.SessionToken), expiration)
            : throw new AmazonClientException("AWS STS answers what are no credentials");
    }

    /// <inheritdoc/>
    protected override CredentialsRefreshState GenerateNewCredentials() => GenerateNewCredentialsAsync().GetAwaiter().GetResult();
}
