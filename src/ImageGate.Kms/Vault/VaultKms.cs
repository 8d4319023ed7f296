using System.Globalization;
using System.Text.Json;
using ImageGate.Cloud;
using ImageGate.Cloud.Http;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kms.Vault;

/// <summary>The newest version of a key of the Transit engine.</summary>
/// <remarks>Source: Vault API, Transit secrets engine, "Read key"; OpenBao's is the same.</remarks>
internal sealed class VaultKms : IDisposable
{
    private const int Ed25519Bytes = 32;

    private readonly VaultSettings _settings;
    private readonly CloudHttp _http;
    private readonly VaultTokens _tokens;

    public VaultKms(VaultSettings settings, string userAgent, TimeProvider time)
    {
        _settings = settings;
        _http = new CloudHttp(CloudHandlers.Create(settings.CaBundle), userAgent);
        _tokens = new VaultTokens(settings, _http, time);
    }

    /// <summary>Asks for a key.</summary>
    public async Task<KmsAnswer> FetchAsync(KmsKey.Vault key, CancellationToken cancellationToken)
    {
        CloudToken token = await _tokens.GetAsync(cancellationToken);
        CloudReply reply = await ReadAsync(key, token, cancellationToken);
        if (reply is CloudReply.Status { Code: 403 } && token is CloudToken.Given given && _tokens.Forget(given.Token))
        {
            // It may have been revoked before its time.
            reply = await ReadAsync(key, await _tokens.GetAsync(cancellationToken), cancellationToken);
        }

        return reply switch
        {
            CloudReply.Failed failed => failed.Why.ToAnswer(),
            CloudReply.Status { Code: 404 } => new KmsAnswer.Refused("there is no such key in Vault"),
            CloudReply.Status status => status.ToProblem("Vault").ToAnswer(),
            CloudReply.Success success => Answer(CloudHttp.Read(success.Content, VaultJson.Default.TransitAnswer)?.Data),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<CloudReply> ReadAsync(KmsKey.Vault key, CloudToken token, CancellationToken cancellationToken)
    {
        if (token is not CloudToken.Given given)
        {
            return new CloudReply.Failed(((CloudToken.None)token).Why);
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_settings.Address, $"/v1/{_settings.Transit}/keys/{key.Name}"));
        VaultRequests.Mark(request, _settings);
        request.Headers.Add("X-Vault-Token", given.Token);
        return await _http.SendAsync(request, cancellationToken);
    }

    private static KmsAnswer Answer(TransitKey? key)
    {
        if (key?.Type is not { } type)
        {
            return new KmsAnswer.Unavailable(CloudFault.BadAnswer, "Vault answers what is no key");
        }

        // Vault leaves the hash to who signs.
        string? algorithm = type switch
        {
            "ecdsa-p256" => "ECDSA P-256",
            "ecdsa-p384" => "ECDSA P-384",
            "ecdsa-p521" => "ECDSA P-521",
            "ed25519" => "Ed25519",
            "rsa-2048" => "RSA 2048",
            "rsa-3072" => "RSA 3072",
            "rsa-4096" => "RSA 4096",
            _ => null,
        };
        return key.SoftDeleted ? new KmsAnswer.Refused("the key is deleted in Vault")
            : algorithm is null ? new KmsAnswer.Refused("the key's type in Vault is none that image signatures are verified with")
            : Newest(key) is { } text && (type == "ed25519" ? ToPem(text) : text) is { } pem ? KeyCheck.Answer(pem, algorithm, null)
            : new KmsAnswer.Unavailable(CloudFault.BadAnswer, "Vault's answer has no public key of the newest version");
    }

    private static string? Newest(TransitKey key) =>
        key.Keys?.GetValueOrDefault(key.LatestVersion.ToString(CultureInfo.InvariantCulture)) is { ValueKind: JsonValueKind.Object } version
        && version.TryGetProperty("public_key", out JsonElement text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;

    // Of this one type Vault gives the bare 32 bytes.
    private static string? ToPem(string base64)
    {
        Span<byte> raw = stackalloc byte[Ed25519Bytes];
        return Convert.TryFromBase64String(base64, raw, out int length) && length == raw.Length
            ? System.Security.Cryptography.PemEncoding.WriteString("PUBLIC KEY", [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, .. raw])
            : null;
    }
}
