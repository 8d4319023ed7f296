using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing.Kms;

/// <summary>AWS: STS, KMS with one key that has an alias, and the API of ECR.</summary>
/// <remarks>Source: AWS STS API, AssumeRoleWithWebIdentity; AWS KMS API, DescribeKey and GetPublicKey, ECR API, GetAuthorizationToken (JSON 1.1).</remarks>
public sealed class FakeAws : FakeService
{
    public const string KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
    public const string Arn = $"arn:aws:kms:eu-central-1:111122223333:key/{KeyId}";
    public const string Alias = "alias/cosign";
    public const string Role = "arn:aws:iam::111122223333:role/imagegate";

    /// <summary>What STS wants to be shown.</summary>
    public string AccountToken { get; set; } = "account.token.jwt";

    /// <summary>What STS gives with the credentials, and KMS wants.</summary>
    public string SessionToken { get; set; } = "secret-session-of-aws";

    /// <summary>The password that Amazon ECR gives.</summary>
    public string RegistryPassword { get; set; } = "secret-of-ecr";

    /// <summary>When it ends.</summary>
    public DateTimeOffset RegistryPasswordUntil { get; set; } = DateTimeOffset.UtcNow.AddHours(12);

    /// <summary>The key, DER.</summary>
    public byte[] PublicKey { get; set; } = [];

    /// <summary>Its <c>KeyMetadata</c>.</summary>
    public JsonObject Metadata { get; } = new()
    {
        ["KeyId"] = KeyId,
        ["Arn"] = Arn,
        ["KeyState"] = "Enabled",
        ["KeyUsage"] = "SIGN_VERIFY",
        ["KeySpec"] = "ECC_NIST_P256",
        ["SigningAlgorithms"] = new JsonArray("ECDSA_SHA_256"),
    };

    public static async Task<FakeAws> StartAsync()
    {
        var aws = new FakeAws();
        await aws.OpenAsync();
        return aws;
    }

    /// <summary>An error of KMS, for <see cref="FakeService.Fail"/>.</summary>
    public static RegistryFault Error(string type, int status = 400) => (context, _) =>
        WriteAsync(context, status, new JsonObject { ["__type"] = type, ["message"] = "no" }.ToJsonString(), "application/x-amz-json-1.1");

    private protected override string NameOf(HttpRequest request, string body) =>
        request.Headers["X-Amz-Target"].ToString() is { Length: > 0 } target ? target.Split('.')[^1] : HttpUtility.ParseQueryString(body)["Action"] ?? "";

    private protected override Task AnswerAsync(HttpContext context, string body)
    {
        string action = NameOf(context.Request, body);
        return action == "AssumeRoleWithWebIdentity" ? AssumeAsync(context, HttpUtility.ParseQueryString(body))
            : action == "GetAuthorizationToken" ? SignInAsync(context)
            : !context.Request.Headers.Authorization.ToString().Contains("/eu-central-1/kms/aws4_request", StringComparison.Ordinal) || context.Request.Headers["X-Amz-Security-Token"] != SessionToken
                ? Error("UnrecognizedClientException")(context, _ => Task.CompletedTask)
            : JsonNode.Parse(body)!["KeyId"]!.GetValue<string>() is not (KeyId or Arn or Alias) ? Error("NotFoundException")(context, _ => Task.CompletedTask)
            : WriteAsync(
                context,
                200,
                action == "DescribeKey"
                    ? new JsonObject { ["KeyMetadata"] = Metadata.DeepClone() }.ToJsonString()
                    : new JsonObject { ["KeyId"] = Arn, ["PublicKey"] = Convert.ToBase64String(PublicKey) }.ToJsonString(),
                "application/x-amz-json-1.1");
    }

    private Task SignInAsync(HttpContext context)
    {
        bool isPublic = context.Request.Headers["X-Amz-Target"].ToString().StartsWith("SpencerFrontendService.", StringComparison.Ordinal);
        if (!context.Request.Headers.Authorization.ToString().Contains(isPublic ? "/us-east-1/ecr-public/aws4_request" : "/eu-central-1/ecr/aws4_request", StringComparison.Ordinal)
            || context.Request.Headers["X-Amz-Security-Token"] != SessionToken)
        {
            return Error("com.amazonaws.ecr#UnrecognizedClientException")(context, _ => Task.CompletedTask);
        }

        var token = new JsonObject
        {
            ["authorizationToken"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"AWS:{RegistryPassword}")),
            ["expiresAt"] = RegistryPasswordUntil.ToUnixTimeMilliseconds() / 1000.0,
        };
        return WriteAsync(context, 200, new JsonObject { ["authorizationData"] = isPublic ? token : new JsonArray(token) }.ToJsonString(), "application/x-amz-json-1.1");
    }

    private Task AssumeAsync(HttpContext context, System.Collections.Specialized.NameValueCollection asked) =>
        asked["WebIdentityToken"] != AccountToken || asked["RoleArn"] != Role
            ? WriteAsync(context, 400, "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code><Message>no</Message></Error></ErrorResponse>", "text/xml")
            : WriteAsync(
                context,
                200,
                $"""
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
                <Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret-of-aws</SecretAccessKey><SessionToken>{SessionToken}</SessionToken><Expiration>{DateTime.UtcNow.AddHours(1):yyyy-MM-ddTHH:mm:ssZ}</Expiration></Credentials>
                </AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
                """,
                "text/xml");
}
