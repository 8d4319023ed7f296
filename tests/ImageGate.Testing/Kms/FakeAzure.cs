using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing.Kms;

/// <summary>Azure: Microsoft Entra ID's token endpoint, a machine's metadata service, a vault with one key, and registries. Clients reach it with <see cref="FakeService.Handler"/> under Azure's names.</summary>
/// <remarks>Source: Microsoft identity platform, "client credentials flow" with a federated token; "How to use managed identities on a VM to acquire an access token"; Key Vault REST API 7.4, "Get Key"; ACR, AAD-OAuth.md.</remarks>
public sealed class FakeAzure : FakeService
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string Client = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
    public const string TokenPath = $"/{Tenant}/oauth2/v2.0/token";
    /// <summary>The path of a machine's metadata service.</summary>
    public const string MachinePath = "/metadata/identity/oauth2/token";

    /// <summary>The host of a machine's metadata service.</summary>
    public const string MachineHost = "169.254.169.254";

    public const string ExchangePath = "/oauth2/exchange";
    public const string Host = "acme.vault.azure.net";
    public const string Version = "0123456789abcdef0123456789abcdef";

    /// <summary>What the token endpoint wants to be shown.</summary>
    public string AccountToken { get; set; } = "account.token.jwt";

    /// <summary>The only token that the vault takes.</summary>
    public string Token { get; set; } = "eyJ.secret-of-azure";

    /// <summary>What a registry gives for <see cref="Token"/>.</summary>
    public string RefreshToken { get; set; } = "secret-of-registry";

    /// <summary>The scopes that tokens were asked for.</summary>
    public List<string> Scopes { get; } = [];

    /// <summary>The key <c>cosign</c>, a JSON web key.</summary>
    public JsonObject Key { get; } = new() { ["kid"] = $"https://{Host}/keys/cosign/{Version}", ["key_ops"] = new JsonArray("sign", "verify") };

    /// <summary>Of the machine's identities, the one that gets a token; null: its own.</summary>
    public string? MachineIdentity { get; set; }

    /// <summary>Seconds for which a token holds.</summary>
    public int Lifetime { get; set; } = 3599;

    /// <summary>Whether the key is enabled.</summary>
    public bool Enabled { get; set; } = true;

    public static async Task<FakeAzure> StartAsync()
    {
        var azure = new FakeAzure();
        await azure.OpenAsync();
        return azure;
    }

    private protected override Task AnswerAsync(HttpContext context, string body)
    {
        string path = context.Request.Path.Value!;
        if (path == TokenPath)
        {
            System.Collections.Specialized.NameValueCollection form = HttpUtility.ParseQueryString(body);
            Scopes.Add(form["scope"]!);
            return form["client_assertion"] != AccountToken || form["client_id"] != Client
                ? WriteAsync(context, 400, """{"error":"invalid_client","error_description":"AADSTS700024: Client assertion is not within its valid time range."}""")
                : WriteAsync(context, 200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = Lifetime, ["ext_expires_in"] = Lifetime, ["access_token"] = Token }.ToJsonString());
        }

        if (path == MachinePath)
        {
            return GiveToMachineAsync(context);
        }

        if (path == ExchangePath)
        {
            System.Collections.Specialized.NameValueCollection form = HttpUtility.ParseQueryString(body);
            return form["grant_type"] != "access_token" || form["access_token"] != Token || form["service"] != context.Request.Headers["X-Asked-Host"]
                ? WriteAsync(context, 401, """{"errors":[{"code":"UNAUTHORIZED"}]}""")
                : WriteAsync(context, 200, new JsonObject { ["refresh_token"] = RefreshToken }.ToJsonString());
        }

        return context.Request.Headers.Authorization != $"Bearer {Token}" ? WriteAsync(context, 401, """{"error":{"code":"Unauthorized"}}""")
            : path is not ("/keys/cosign" or $"/keys/cosign/{Version}") ? WriteAsync(context, 404, """{"error":{"code":"KeyNotFound"}}""")
            : WriteAsync(context, 200, new JsonObject { ["key"] = Key.DeepClone(), ["attributes"] = new JsonObject { ["enabled"] = Enabled } }.ToJsonString());
    }

    private Task GiveToMachineAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers["Metadata"] != "true")
        {
            return WriteAsync(context, 400, """{"error":"invalid_request","error_description":"Required metadata header not specified"}""");
        }

        string resource = request.Query["resource"].ToString();
        Scopes.Add(resource);
        return request.Query["client_id"].FirstOrDefault() != MachineIdentity
            ? WriteAsync(context, 400, """{"error":"invalid_request","error_description":"Identity secret-identity not found"}""")
            : WriteAsync(context, 200, new JsonObject
            {
                ["access_token"] = Token,
                ["client_id"] = MachineIdentity ?? Client,
                ["expires_in"] = $"{Lifetime}",
                ["expires_on"] = $"{DateTimeOffset.UtcNow.AddSeconds(Lifetime).ToUnixTimeSeconds()}",
                ["resource"] = resource,
                ["token_type"] = "Bearer",
            }.ToJsonString());
    }
}
