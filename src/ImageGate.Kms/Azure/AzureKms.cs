using System.Diagnostics;
using System.Net.Http.Headers;
using ImageGate.Cloud;
using ImageGate.Cloud.Azure;
using ImageGate.Cloud.Http;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kms.Azure;

/// <summary>One version of a key of Azure Key Vault or a managed HSM, or the newest.</summary>
/// <remarks>Source: Azure Key Vault REST API 7.4, "Get Key".</remarks>
internal sealed class AzureKms(AzureSettings settings, string userAgent, HttpMessageHandler handler) : IDisposable
{
    private const string Who = "Azure Key Vault";

    private readonly CloudHttp _http = new(handler, userAgent);
    private readonly AzureTokens _tokens = new(settings.ClientId, handler);

    /// <summary>Asks for a key.</summary>
    public async Task<KmsAnswer> FetchAsync(KmsKey.Azure key, CancellationToken cancellationToken)
    {
        if (AzureVaults.ScopeOf(key.VaultHost, settings) is not { } scope)
        {
            return new KmsAnswer.Refused("the host is no vault of Azure's: Kms:AzureVaultHosts can allow it");
        }

        CloudToken credential = await _tokens.GetAsync(scope, cancellationToken);
        if (credential is not CloudToken.Given { Token: var token })
        {
            return ((CloudToken.None)credential).Why.ToAnswer();
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, $"https://{key.VaultHost}/keys/{key.Name}{(key.Version is null ? "" : $"/{key.Version}")}?api-version=7.4");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, cancellationToken) switch
        {
            CloudReply.Failed failed => failed.Why.ToAnswer(),
            CloudReply.Success success => Answer(key, CloudHttp.Read(success.Content, AzureJson.Default.AzureKeyBundle)),
            CloudReply.Status { Code: 404 } => new KmsAnswer.Refused("there is no such key in Azure Key Vault"),
            CloudReply.Status { Code: 403 } status when CloudHttp.Read(status.Content, AzureJson.Default.AzureProblem)?.Error?.Innererror?.Code == "KeyDisabled" => Disabled(),
            CloudReply.Status status => status.ToProblem(Who).ToAnswer(),
            _ => throw new UnreachableException(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
    }

    private static KmsAnswer Answer(KmsKey.Azure key, AzureKeyBundle? bundle) =>
        bundle?.Key is not { } web || !IsOf(web, key) ? new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{Who} answers what is not the key that was asked for")
            : bundle.Attributes?.Enabled == false ? Disabled()
            : web.Operations is not { } operations || !(operations.Contains("sign") || operations.Contains("verify")) ? new KmsAnswer.Refused("the key's purpose in Azure Key Vault is not signing")
            : !AzureWebKey.IsWanted(web) ? new KmsAnswer.Refused("the key's type in Azure Key Vault is none that image signatures are verified with")
            : AzureWebKey.Read(web) is { } read ? KeyCheck.Answer(read.Pem, read.Algorithm, read.Hash)
            : new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{Who}'s answer has no public key that can be read");

    // kid is the address of the one version that came.
    private static bool IsOf(AzureJsonWebKey web, KmsKey.Azure key) =>
        Uri.TryCreate(web.Kid, UriKind.Absolute, out Uri? kid) && kid.AbsolutePath.Split('/') is ["", "keys", var name, var version]
        && name.Equals(key.Name, StringComparison.OrdinalIgnoreCase) && (key.Version is null || version == key.Version);

    private static KmsAnswer.Refused Disabled() => new("the key is disabled in Azure Key Vault");
}
