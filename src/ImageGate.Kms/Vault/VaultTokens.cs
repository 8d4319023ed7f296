using System.Diagnostics;
using System.Net.Http.Json;
using ImageGate.Cloud;
using ImageGate.Cloud.Http;

namespace ImageGate.Kms.Vault;

/// <summary>Tokens for Vault: one login serves until its lease is nearly over.</summary>
internal sealed class VaultTokens(VaultSettings settings, CloudHttp http, TimeProvider time)
{
    private volatile Held? _held;

    /// <summary>A token, or why there is none.</summary>
    public async Task<CloudToken> GetAsync(CancellationToken cancellationToken) => settings.Login switch
    {
        VaultLogin.Token file => CloudToken.Of(await TokenFile.ReadAsync(file.Path, cancellationToken), "the file of Vault's token cannot be read or is empty"),
        VaultLogin.Kubernetes when _held is { } held && time.GetUtcNow() < held.Until => new CloudToken.Given(held.Token),
        VaultLogin.Kubernetes kubernetes => await LogInAsync(kubernetes, cancellationToken),
        _ => throw new UnreachableException(),
    };

    /// <summary>Forgets a token that Vault refused; whether another may be had.</summary>
    public bool Forget(string token)
    {
        bool isHeld = _held?.Token == token;
        _held = isHeld ? null : _held;
        return isHeld;
    }

    private async Task<CloudToken> LogInAsync(VaultLogin.Kubernetes login, CancellationToken cancellationToken)
    {
        if (await TokenFile.ReadAsync(login.TokenPath, cancellationToken) is not { } account)
        {
            return CloudToken.Of(null, "the file of the service account's token cannot be read or is empty");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Address, $"/v1/auth/{login.Mount}/login"))
        {
            Content = JsonContent.Create(new VaultLoginRequest(login.Role, account), VaultJson.Default.VaultLoginRequest),
        };
        VaultRequests.Mark(request, settings);
        CloudReply reply = await http.SendAsync(request, cancellationToken);
        if (reply is CloudReply.Failed failed)
        {
            return new CloudToken.None(failed.Why);
        }

        if (reply is not CloudReply.Success success)
        {
            // 400 is what Vault says of a role that there is not.
            CloudProblem status = ((CloudReply.Status)reply).ToProblem("Vault's login");
            return new CloudToken.None(status.Fault == CloudFault.BadAnswer ? status with { Fault = CloudFault.NoCredential } : status);
        }

        if (CloudHttp.Read(success.Content, VaultJson.Default.VaultLoginAnswer)?.Auth is not { ClientToken: { Length: > 0 } token, LeaseDuration: var seconds })
        {
            return new CloudToken.None(new CloudProblem(CloudFault.BadAnswer, "Vault's login answers what is no token"));
        }

        _held = new Held(token, time.GetUtcNow() + (TimeSpan.FromSeconds(Math.Clamp(seconds, 0, (long)TimeSpan.FromDays(1).TotalSeconds)) * 0.8));
        return new CloudToken.Given(token);
    }

    private sealed record Held(string Token, DateTimeOffset Until);
}
