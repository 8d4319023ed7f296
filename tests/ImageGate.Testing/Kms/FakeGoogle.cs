using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing.Kms;

/// <summary>Google: the metadata server of a node, and Cloud KMS.</summary>
/// <remarks>Source: Compute Engine, "Access tokens"; Cloud KMS API v1, REST.</remarks>
public sealed class FakeGoogle : FakeService
{
    public const string TokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";
    public const string Key = "projects/p/locations/global/keyRings/r/cryptoKeys/cosign";

    /// <summary>The only token that is taken; the metadata server gives it.</summary>
    public string Token { get; set; } = "ya29.secret-of-google";

    /// <summary>Versions of the key <see cref="Key"/>, from number 1.</summary>
    public List<FakeGoogleVersion> Versions { get; } = [];

    /// <summary>How many versions a page has.</summary>
    public int PageSize { get; set; } = 100;

    public static async Task<FakeGoogle> StartAsync(params FakeGoogleVersion[] versions)
    {
        var google = new FakeGoogle();
        google.Versions.AddRange(versions);
        await google.OpenAsync();
        return google;
    }

    /// <summary>The path of a version.</summary>
    public static string Version(int number) => string.Create(CultureInfo.InvariantCulture, $"{Key}/cryptoKeyVersions/{number}");

    private protected override Task AnswerAsync(HttpContext context, string body)
    {
        string path = context.Request.Path.Value!;
        if (path == TokenPath)
        {
            return context.Request.Headers["Metadata-Flavor"] == "Google"
                ? WriteAsync(context, 200, new JsonObject { ["access_token"] = Token, ["expires_in"] = 3599, ["token_type"] = "Bearer" }.ToJsonString())
                : WriteAsync(context, 403, "", "text/html");
        }

        return context.Request.Headers.Authorization != $"Bearer {Token}" ? ErrorAsync(context, 401, "UNAUTHENTICATED", "no credentials")
            : path == $"/v1/{Key}/cryptoKeyVersions" ? ListAsync(context)
            : Enumerable.Range(1, Versions.Count).FirstOrDefault(number => path == $"/v1/{Version(number)}/publicKey") is > 0 and var found ? PublicKeyAsync(context, found)
            : ErrorAsync(context, 404, "NOT_FOUND", "not found");
    }

    private static Task ErrorAsync(HttpContext context, int code, string status, string message, params JsonNode[] details) =>
        WriteAsync(context, code, new JsonObject
        {
            ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["status"] = status, ["details"] = new JsonArray(details) },
        }.ToJsonString());

    private Task PublicKeyAsync(HttpContext context, int number)
    {
        FakeGoogleVersion version = Versions[number - 1];
        return version.State != "ENABLED"
            ? ErrorAsync(context, 400, "FAILED_PRECONDITION", $"{Version(number)} is not enabled, current state is: {version.State}.", new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.rpc.PreconditionFailure",
                ["violations"] = new JsonArray(new JsonObject { ["type"] = $"KEY_{version.State}", ["subject"] = Version(number) }),
            })
            : WriteAsync(context, 200, new JsonObject
            {
                ["pem"] = version.Pem,
                ["algorithm"] = version.Algorithm,
                ["name"] = Version(number),
                ["protectionLevel"] = "SOFTWARE",
            }.ToJsonString());
    }

    // As the service orders them: by name, so 10 comes before 2.
    private Task ListAsync(HttpContext context)
    {
        bool isFiltered = context.Request.Query["filter"] == "state=ENABLED";
        int from = int.TryParse(context.Request.Query["pageToken"], out int token) ? token : 0;
        JsonObject[] all =
        [
            .. Versions.Select((version, index) => (version, Name: Version(index + 1))).Where(one => !isFiltered || one.version.State == "ENABLED")
                .OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => new JsonObject { ["name"] = one.Name, ["state"] = one.version.State, ["algorithm"] = one.version.Algorithm }),
        ];
        var answer = new JsonObject();
        if (all.Length > 0)
        {
            answer["cryptoKeyVersions"] = new JsonArray([.. all.Skip(from).Take(PageSize)]);
        }

        if (from + PageSize < all.Length)
        {
            answer["nextPageToken"] = (from + PageSize).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, 200, answer.ToJsonString());
    }
}
