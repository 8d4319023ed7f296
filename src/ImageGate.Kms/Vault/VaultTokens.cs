using System.Diagnostics;
using System.Net.Http.Json;
using ImageGate.Kms.Http;

namespace ImageGate.Kms.Vault;

/// <summary>Tokens for Vault: one login serves until its lease is nearly over.</summary>
internal sealed class VaultTokens(VaultSettings settings, KmsHttp http, TimeProvider time)
{
    private volatile Held? _held;

    /// <summary>A token, or why there is none.</summary>
    public async Task<KmsToken> GetAsync(CancellationToken cancellationToken) => settings.Login switch
    {
        VaultLogin.Token file => KmsToken.Of(await TokenFile.ReadAsync(file.Path, cancellationToken), "the file of Vault's token cannot be read or is empty"),
        VaultLogin.Kubernetes when _held is { } held && time.GetUtcNow() < held.Until => new KmsToken.Given(held.Token),
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

    private async Task<KmsToken> LogInAsync(VaultLogin.Kubernetes login, CancellationToken cancellationToken)
    {
        if (await TokenFile.ReadAsync(login.TokenPath, cancellationToken) is not { } account)
        {
            return KmsToken.Of(null, "the file of the service account's token cannot be read or is empty");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.Address, $"/v1/auth/{login.Mount}/login"))
        {
            Content = JsonContent.Create(new VaultLoginRequest(login.Role, account), VaultJson.Default.VaultLoginRequest),
        };
        VaultRequests.Mark(request, settings);
        KmsReply reply = await http.SendAsync(request, cancellationToken);
        if (reply is KmsReply.Failed failed)
        {
            return new KmsToken.None(failed.Why);
        }

        if (reply is not KmsReply.Success success)
        {
            // 400 is what Vault says of a role that there is not.
            KmsAnswer.Unavailable status = ((KmsReply.Status)reply).ToAnswer("Vault's login");
            return new KmsToken.None(status.Fault == KmsFault.BadAnswer ? status with { Fault = KmsFault.NoCredential } : status);
        }

        if (KmsHttp.Read(success.Content, VaultJson.Default.VaultLoginAnswer)?.Auth is not { ClientToken: { Length: > 0 } token, LeaseDuration: var seconds })
        {
            return new KmsToken.None(new KmsAnswer.Unavailable(KmsFault.BadAnswer, "Vault's login answers what is no token"));
        }

        _held = new Held(token, time.GetUtcNow() + (TimeSpan.FromSeconds(Math.Clamp(seconds, 0, (long)TimeSpan.FromDays(1).TotalSeconds)) * 0.8));
        return new KmsToken.Given(token);
    }

    private sealed record Held(string Token, DateTimeOffset Until);
}
