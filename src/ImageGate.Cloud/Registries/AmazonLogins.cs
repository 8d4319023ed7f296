using System.Diagnostics;
using System.Text;
using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Registries;

/// <summary>Passwords for Amazon ECR.</summary>
/// <remarks>Source: Amazon ECR API reference, GetAuthorizationToken. Its client library is not to be had, and one request needs none.</remarks>
internal sealed class AmazonLogins(AwsAccount account, CloudHttp http, TimeProvider time)
{
    private const string Who = "Amazon ECR";

    /// <summary>Asks for a login.</summary>
    public async Task<FreshLogin> AskAsync(AmazonApi api, CancellationToken cancellationToken)
    {
        AwsLogin who = await account.SignInAsync(cancellationToken);
        if (who is not AwsLogin.Given { Now: var identity })
        {
            return new FreshLogin.None(((AwsLogin.None)who).Why);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, $"https://{api.Host}/") { Content = new ByteArrayContent("{}"u8.ToArray()) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-amz-json-1.1");
        request.Headers.TryAddWithoutValidation("X-Amz-Target", api.Target);
        AwsSignature.Sign(request, "{}"u8, api, identity, time.GetUtcNow());
        return await http.SendAsync(request, cancellationToken) switch
        {
            CloudReply.Success success => Read(success.Content),
            CloudReply.Failed failed => new FreshLogin.None(failed.Why),
            CloudReply.Status status => new FreshLogin.None(Problem(status)),
            _ => throw new UnreachableException(),
        };
    }

    // A list of the private service, one object of the public one.
    private static FreshLogin Read(ReadOnlyMemory<byte> content)
    {
        AmazonToken? token = CloudHttp.Read(content, AmazonJson.Default.AmazonTokens)?.AuthorizationData is [var first, ..] ? first
            : CloudHttp.Read(content, AmazonJson.Default.AmazonPublicToken)?.AuthorizationData;
        return token is { AuthorizationToken: { } text, ExpiresAt: > 0 and < int.MaxValue and var seconds } && Decode(text) is { } login
            ? new FreshLogin.Given(login, DateTimeOffset.FromUnixTimeSeconds((long)seconds))
            : new FreshLogin.None(new CloudProblem(CloudFault.BadAnswer, $"{Who} answers what is no authorization token"));
    }

    private static RegistryLogin.Password? Decode(string base64)
    {
        byte[] buffer = new byte[Limits.MaxSecretCharacters];
        return Convert.TryFromBase64String(base64, buffer, out int length)
            && Encoding.ASCII.GetString(buffer, 0, length).Split(':', 2) is [{ Length: > 0 } user, var password] && FreshLogin.IsSecret(user) && FreshLogin.IsSecret(password)
                ? new RegistryLogin.Password(user, password)
                : null;
    }

    // AWS says with 400 what others say with 403 and 429.
    private static CloudProblem Problem(CloudReply.Status status) =>
        (CloudHttp.Read(status.Content, AmazonJson.Default.AmazonProblem)?.Type?.Split('#')[^1], status.Code) switch
        {
            ("AccessDeniedException" or "UnrecognizedClientException" or "InvalidSignatureException" or "ExpiredTokenException" or "IncompleteSignature" or "MissingAuthenticationTokenException", _) =>
                new CloudProblem(CloudFault.NotAuthorized, $"{Who} lets this identity not have a login: it needs ecr:GetAuthorizationToken"),
            ("ThrottlingException" or "LimitExceededException", _) => new CloudProblem(CloudFault.Throttled, $"{Who} is asked too often"),
            _ => status.ToProblem(Who),
        };
}
