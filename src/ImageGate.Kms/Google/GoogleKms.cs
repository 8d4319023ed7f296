using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using ImageGate.Cloud;
using ImageGate.Cloud.Google;
using ImageGate.Cloud.Http;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kms.Google;

/// <summary>One version of a key of Google Cloud KMS, or the newest that is enabled.</summary>
/// <remarks>Source: Cloud KMS API v1, REST: cryptoKeyVersions.getPublicKey, cryptoKeyVersions.list.</remarks>
internal sealed class GoogleKms(GoogleSettings settings, string userAgent) : IDisposable
{
    private const string Who = "Google Cloud KMS";

    // What the service calls a version that gives no public key.
    private static readonly string[] States =
        ["DISABLED", "DESTROY_SCHEDULED", "DESTROYED", "PENDING_GENERATION", "PENDING_IMPORT", "IMPORT_FAILED", "GENERATION_FAILED", "PENDING_EXTERNAL_DESTRUCTION", "EXTERNAL_DESTRUCTION_FAILED"];

    private readonly CloudHttp _http = new(CloudHandlers.Create(), userAgent);
    private readonly GoogleTokens _tokens = new(new GoogleIdentity(settings.CredentialFile, settings.MetadataServer), "https://www.googleapis.com/auth/cloudkms");

    /// <summary>Asks for a key.</summary>
    public async Task<KmsAnswer> FetchAsync(KmsKey.Google key, CancellationToken cancellationToken)
    {
        CloudToken credential = await _tokens.GetAsync(cancellationToken);
        if (credential is not CloudToken.Given { Token: var token })
        {
            return ((CloudToken.None)credential).Why.ToAnswer();
        }

        (string? version, KmsAnswer? none) = key.Version is { } pinned ? (pinned, null) : await FindNewestAsync(key, token, cancellationToken);
        return version is null ? none! : await ReadAsync($"{key.CryptoKey}/cryptoKeyVersions/{version}", token, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<KmsAnswer> ReadAsync(string name, string token, CancellationToken cancellationToken)
    {
        CloudReply reply = await GetAsync($"{name}/publicKey", token, cancellationToken);
        if (reply is not CloudReply.Success success)
        {
            return Problem(reply);
        }

        GooglePublicKey? key = CloudHttp.Read(success.Content, GoogleJson.Default.GooglePublicKey);
        return key is not { Pem: { } pem, Algorithm: { } algorithm } || key.Name != name
            ? new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{Who} answers what is not the public key that was asked for")
            : Read(algorithm) is { } known ? KeyCheck.Answer(pem, known.Algorithm, known.Hash)
            : new KmsAnswer.Refused("the key's purpose or algorithm in Google Cloud KMS is none that image signatures are verified with");
    }

    // The order of the answer is that of the names, in which 10 comes before 9.
    private async Task<(string? Version, KmsAnswer? None)> FindNewestAsync(KmsKey.Google key, string token, CancellationToken cancellationToken)
    {
        long newest = 0;
        string page = "";
        for (int pages = 0; pages < Limits.MaxVersionPages; pages++)
        {
            string query = $"?filter=state%3DENABLED&pageSize=100{(page.Length > 0 ? $"&pageToken={Uri.EscapeDataString(page)}" : "")}";
            CloudReply reply = await GetAsync($"{key.CryptoKey}/cryptoKeyVersions{query}", token, cancellationToken);
            if (reply is not CloudReply.Success success)
            {
                return (null, Problem(reply));
            }

            if (CloudHttp.Read(success.Content, GoogleJson.Default.GoogleVersions) is not { } versions)
            {
                return (null, new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{Who} answers what is no list of versions"));
            }

            newest = Math.Max(newest, (versions.CryptoKeyVersions ?? []).Select(version => NumberOf(version, key)).DefaultIfEmpty().Max());
            page = versions.NextPageToken ?? "";
            if (page.Length == 0)
            {
                return newest > 0
                    ? (newest.ToString(CultureInfo.InvariantCulture), null)
                    : (null, new KmsAnswer.Refused("no version of the key is enabled in Google Cloud KMS"));
            }
        }

        return (null, new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"the key has over {Limits.MaxVersionPages * 100} enabled versions: name one"));
    }

    private static long NumberOf(GoogleVersion version, KmsKey.Google key)
    {
        string prefix = $"{key.CryptoKey}/cryptoKeyVersions/";
        return version.State == "ENABLED" && version.Name?.StartsWith(prefix, StringComparison.Ordinal) == true
            && long.TryParse(version.Name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
    }

    private async Task<CloudReply> GetAsync(string path, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.Endpoint, $"/v1/{path}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await _http.SendAsync(request, cancellationToken);
    }

    private static KmsAnswer Problem(CloudReply reply) => reply switch
    {
        CloudReply.Failed failed => failed.Why.ToAnswer(),
        CloudReply.Status { Code: 404 } => new KmsAnswer.Refused("there is no such key in Google Cloud KMS"),
        CloudReply.Status { Code: 400 } status when CloudHttp.Read(status.Content, GoogleJson.Default.GoogleError)?.Content is { Code: "FAILED_PRECONDITION" } error =>
            new KmsAnswer.Refused(Array.Find(States, state => error.Message?.EndsWith($": {state}.", StringComparison.Ordinal) == true) is { } state
                ? $"the key's version is {state} in Google Cloud KMS"
                : "the key's version is not enabled in Google Cloud KMS, or its purpose is not signing"),
        CloudReply.Status status => status.ToProblem(Who).ToAnswer(),
        _ => throw new UnreachableException(),
    };

    private static (string Algorithm, KeyHash? Hash)? Read(string algorithm) => algorithm switch
    {
        "EC_SIGN_P256_SHA256" => ("ECDSA P-256", KeyHash.Sha256),
        "EC_SIGN_P384_SHA384" => ("ECDSA P-384", KeyHash.Sha384),
        "EC_SIGN_ED25519" => ("Ed25519", null),
        "RSA_SIGN_PKCS1_2048_SHA256" => ("RSA 2048", KeyHash.Sha256),
        "RSA_SIGN_PKCS1_3072_SHA256" => ("RSA 3072", KeyHash.Sha256),
        "RSA_SIGN_PKCS1_4096_SHA256" => ("RSA 4096", KeyHash.Sha256),
        "RSA_SIGN_PKCS1_4096_SHA512" => ("RSA 4096", KeyHash.Sha512),
        _ => null,
    };
}
