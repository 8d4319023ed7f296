using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Google;

/// <summary>Access tokens by Google's library, which keeps and renews them.</summary>
/// <param name="identity">Who ImageGate is.</param>
/// <param name="scope">What the tokens are for.</param>
internal sealed class GoogleTokens(GoogleIdentity identity, string scope)
{
    private const string TokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";

    private ITokenAccess? _credential;

    /// <summary>A token, or why there is none.</summary>
    public async Task<CloudToken> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            _credential ??= await OpenAsync(cancellationToken);
            return CloudToken.Of(await _credential.GetAccessTokenForRequestAsync(null, cancellationToken), "Google's answer has no access token");
        }
        catch (TokenResponseException refused)
        {
            return CloudToken.Of(null, $"Google gives no access token (HTTP {(int?)refused.StatusCode})");
        }
        catch (NullReferenceException)
        {
            // The library's way to say that an answer which refuses has no body.
            return CloudToken.Of(null, "Google gives no access token");
        }
        catch (Exception broken) when (CloudHttp.IsNetwork(broken) || broken is ArgumentException or UnauthorizedAccessException)
        {
            // Also a file of credentials that is not there or is none.
            return new CloudToken.None(CloudHttp.Describe(broken) with { Fault = CloudFault.NoCredential });
        }
    }

    // Not by looking whether there is a metadata server: GKE's needs some seconds after a pod's start, and the library would
    // remember for ever that there was none.
    private async Task<ITokenAccess> OpenAsync(CancellationToken cancellationToken)
    {
        if (identity.CredentialFile is { } path)
        {
            byte[] json = await File.ReadAllBytesAsync(path, cancellationToken);
            string type = CloudHttp.Read(json, GoogleJson.Default.GoogleCredentialFile)?.Type ?? throw new ArgumentException("the file of Google's credentials is none");
            return CredentialFactory.FromJson(Encoding.UTF8.GetString(json), type).CreateScoped(scope).CreateWithHttpClientFactory(new GoogleClients());
        }

        ComputeCredential.Initializer initializer = identity.MetadataServer is { } server
            ? new ComputeCredential.Initializer(new Uri(server, TokenPath).AbsoluteUri)
            : new ComputeCredential.Initializer();
        initializer.HttpClientFactory = new GoogleClients();
        return new ComputeCredential(initializer);
    }
}
