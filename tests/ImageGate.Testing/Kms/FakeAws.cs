using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing.Kms;

/// <summary>AWS: STS, the EKS Pod Identity agent, an instance's metadata, KMS with one key that has an alias, and the API of ECR.</summary>
/// <remarks>
/// Source: AWS STS API, AssumeRoleWithWebIdentity; EKS Pod Identity agent, /v1/credentials; EC2 user guide, "Use the Instance Metadata
/// Service" (version 2) and "Retrieve security credentials from instance metadata"; AWS KMS API, DescribeKey and GetPublicKey, ECR API,
/// GetAuthorizationToken (JSON 1.1).
/// </remarks>
public sealed class FakeAws : FakeService
{
    public const string KeyId = "1234abcd-12ab-34cd-56ef-1234567890ab";
    public const string Arn = $"arn:aws:kms:eu-central-1:111122223333:key/{KeyId}";
    public const string Alias = "alias/cosign";
    public const string Role = "arn:aws:iam::111122223333:role/imagegate";

    /// <summary>The path of the EKS Pod Identity agent.</summary>
    public const string PodPath = "/v1/credentials";

    /// <summary>The path at which a session of an instance's metadata begins.</summary>
    public const string MachineTokenPath = "/latest/api/token";

    /// <summary>The path at which an instance's roles are, with or without a slash at its end.</summary>
    public const string MachineRolesPath = "/latest/meta-data/iam/security-credentials";

    private const string MachineToken = "secret-session-of-ec2";
    private const string MachineRole = "imagegate-node";

    /// <summary>What STS and the EKS Pod Identity agent want to be shown.</summary>
    public string AccountToken { get; set; } = "account.token.jwt";

    /// <summary>What comes with the credentials, and KMS wants.</summary>
    public string SessionToken { get; set; } = "secret-session-of-aws";

    /// <summary>For how long credentials of a pod or an instance hold.</summary>
    public TimeSpan Lifetime { get; set; } = TimeSpan.FromHours(6);

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
        request.Headers["X-Amz-Target"].ToString() is { Length: > 0 } target ? target.Split('.')[^1] : HttpUtility.ParseQueryString(body)["Action"] ?? request.Path.Value!;

    private protected override Task AnswerAsync(HttpContext context, string body)
    {
        string action = NameOf(context.Request, body);
        return action == PodPath ? GiveToPodAsync(context)
            : action.StartsWith("/latest/", StringComparison.Ordinal) ? GiveToMachineAsync(context)
            : action == "AssumeRoleWithWebIdentity" ? AssumeAsync(context, HttpUtility.ParseQueryString(body))
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

    // As the agent's: no Code, unlike an instance's.
    private Task GiveToPodAsync(HttpContext context) =>
        context.Request.Headers.Authorization != AccountToken
            ? WriteAsync(context, 400, "[secret-request]: (InvalidTokenException): the token is secret-and-invalid, fault: client", "text/plain")
            : WriteAsync(context, 200, Credentials().ToJsonString());

    private Task GiveToMachineAsync(HttpContext context)
    {
        (string method, string path) = (context.Request.Method, context.Request.Path.Value!);
        if (method == "PUT" && path == MachineTokenPath)
        {
            return context.Request.Headers.ContainsKey("X-aws-ec2-metadata-token-ttl-seconds") ? WriteAsync(context, 200, MachineToken, "text/plain") : WriteAsync(context, 400, "", "text/plain");
        }

        if (context.Request.Headers["X-aws-ec2-metadata-token"] != MachineToken)
        {
            return WriteAsync(context, 401, "", "text/plain");
        }

        JsonObject credentials = Credentials();
        (credentials["Code"], credentials["Type"], credentials["LastUpdated"]) = ("Success", "AWS-HMAC", "2026-01-01T00:00:00Z");
        return path switch
        {
            MachineRolesPath or $"{MachineRolesPath}/" => WriteAsync(context, 200, MachineRole, "text/plain"),
            $"{MachineRolesPath}/{MachineRole}" => WriteAsync(context, 200, credentials.ToJsonString(), "text/plain"),
            _ => WriteAsync(context, 404, "", "text/plain"),
        };
    }

    private JsonObject Credentials() => new()
    {
        ["AccessKeyId"] = "ASIAEXAMPLE",
        ["SecretAccessKey"] = "secret-of-aws",
        ["Token"] = SessionToken,
        ["Expiration"] = $"{DateTime.UtcNow + Lifetime:yyyy-MM-ddTHH:mm:ssZ}",
    };

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
