using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Testing.Kms;

/// <summary>Vault: the Transit engine at <c>transit</c> and the Kubernetes auth method.</summary>
/// <remarks>Source: Vault API, Transit "Read key", Kubernetes auth "Login".</remarks>
public sealed class FakeVault : FakeService
{
    private int _logins;

    /// <summary>The only token that reads keys; a login gives it.</summary>
    public string Token { get; set; } = "hvs.secret-of-vault";

    /// <summary>What a login must show.</summary>
    public string AccountToken { get; set; } = "account.token.jwt";

    /// <summary>Seconds for which a login is good.</summary>
    public long LeaseSeconds { get; set; } = 3600;

    public int Logins => _logins;

    /// <summary>The <c>data</c> of keys by their name.</summary>
    public Dictionary<string, JsonObject> Keys { get; } = [];

    public static async Task<FakeVault> StartAsync()
    {
        var vault = new FakeVault();
        await vault.OpenAsync();
        return vault;
    }

    /// <summary>Puts in a key, or a newer version of it.</summary>
    public JsonObject Put(string name, string publicKey, string type = "ecdsa-p256")
    {
        JsonObject data = Keys.GetValueOrDefault(name) ?? new JsonObject { ["name"] = name, ["type"] = type, ["keys"] = new JsonObject(), ["latest_version"] = 0, ["supports_signing"] = true };
        int version = data["latest_version"]!.GetValue<int>() + 1;
        data["latest_version"] = version;
        data["keys"]![$"{version}"] = new JsonObject { ["creation_time"] = "2026-01-01T00:00:00Z", ["name"] = "P-256", ["public_key"] = publicKey };
        Keys[name] = data;
        return data;
    }

    private protected override Task AnswerAsync(HttpContext context, string body)
    {
        string path = context.Request.Path.Value!;
        if (path == "/v1/auth/kubernetes/login")
        {
            JsonNode asked = JsonNode.Parse(body)!;
            if (asked["role"]!.GetValue<string>() != "imagegate" || asked["jwt"]!.GetValue<string>() != AccountToken)
            {
                return WriteAsync(context, 400, """{"errors":["invalid role name"]}""");
            }

            Interlocked.Increment(ref _logins);
            return WriteAsync(context, 200, new JsonObject { ["auth"] = new JsonObject { ["client_token"] = Token, ["lease_duration"] = LeaseSeconds } }.ToJsonString());
        }

        return context.Request.Headers["X-Vault-Token"] != Token ? WriteAsync(context, 403, """{"errors":["permission denied"]}""")
            : path.StartsWith("/v1/transit/keys/", StringComparison.Ordinal) && Keys.GetValueOrDefault(path["/v1/transit/keys/".Length..]) is { } key
                ? WriteAsync(context, 200, new JsonObject { ["data"] = key.DeepClone() }.ToJsonString())
            : WriteAsync(context, 404, """{"errors":[]}""");
    }
}
