using System.Buffers.Text;
using System.Diagnostics;
using ImageGate.Cloud.Azure;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Registries;

/// <summary>
/// Refresh tokens of one registry of Azure Container Registry for an access token of Microsoft Entra ID. The registry gets the access
/// token; so it is asked for with registries as its audience, and good for nothing else.
/// </summary>
/// <remarks>Source: Azure, "ACR authentication", AAD-OAuth.md: POST /oauth2/exchange.</remarks>
internal sealed class AzureLogins(string? clientId, HttpMessageHandler handler, CloudHttp http, TimeProvider time) : IDisposable
{
    private const string Who = "Azure Container Registry";

    // What a token holds for that does not say. Azure's hold for 3 hours.
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    private readonly AzureTokens _tokens = new(clientId, handler);

    /// <summary>Asks for a login.</summary>
    public async Task<FreshLogin> AskAsync(string host, CancellationToken cancellationToken)
    {
        switch (await _tokens.GetAsync(ScopeOf(host), cancellationToken))
        {
            case CloudToken.None none:
                return new FreshLogin.None(none.Why);
            case CloudToken.Given { Token: var token }:
                using (var request = new HttpRequestMessage(HttpMethod.Post, $"https://{host}/oauth2/exchange")
                {
                    Content = new FormUrlEncodedContent([new("grant_type", "access_token"), new("service", host), new("access_token", token)]),
                })
                {
                    return await http.SendAsync(request, cancellationToken) switch
                    {
                        CloudReply.Success success => Read(success.Content),
                        CloudReply.Failed failed => new FreshLogin.None(failed.Why),
                        CloudReply.Status status => new FreshLogin.None(status.ToProblem(Who)),
                        _ => throw new UnreachableException(),
                    };
                }

            default:
                throw new UnreachableException();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tokens.Dispose();

    // Sovereign clouds know their own management's audience alone.
    private static string ScopeOf(string host) => host switch
    {
        _ when host.EndsWith(".azurecr.cn", StringComparison.Ordinal) => "https://management.chinacloudapi.cn/.default",
        _ when host.EndsWith(".azurecr.us", StringComparison.Ordinal) => "https://management.usgovcloudapi.net/.default",
        _ => "https://containerregistry.azure.net/.default",
    };

    private FreshLogin Read(ReadOnlyMemory<byte> content) =>
        CloudHttp.Read(content, AzureJson.Default.AzureExchange)?.RefreshToken is { } token && FreshLogin.IsSecret(token)
            ? new FreshLogin.Given(new RegistryLogin.IdentityToken(token), EndOf(token) ?? (time.GetUtcNow() + DefaultLifetime))
            : new FreshLogin.None(new CloudProblem(CloudFault.BadAnswer, $"{Who} answers what is no refresh token"));

    // The end stands in the token itself, a JWT. We believe it: the registry decides anyway.
    private static DateTimeOffset? EndOf(string token) =>
        token.Split('.') is [_, var claims, _] && Base64Url.IsValid(claims)
        && CloudHttp.Read(Base64Url.DecodeFromChars(claims), AzureJson.Default.AzureClaims)?.Exp is > 0 and < int.MaxValue and var seconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
