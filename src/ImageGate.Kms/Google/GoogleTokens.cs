using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using ImageGate.Kms.Http;

namespace ImageGate.Kms.Google;

/// <summary>Access tokens by Google's library, which keeps and renews them.</summary>
internal sealed class GoogleTokens(GoogleSettings settings)
{
    private const string Scope = "https://www.googleapis.com/auth/cloudkms";
    private const string TokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";

    private ITokenAccess? _credential;

    /// <summary>A token, or why there is none.</summary>
    public async Task<KmsToken> GetAsync(CancellationToken cancellationToken)
    {
        try
        {
            _credential ??= await OpenAsync(cancellationToken);
            return KmsToken.Of(await _credential.GetAccessTokenForRequestAsync(null, cancellationToken), "Google's answer has no access token");
        }
        catch (TokenResponseException refused)
        {
            return KmsToken.Of(null, $"Google gives no access token (HTTP {(int?)refused.StatusCode})");
        }
        catch (Exception broken) when (KmsHttp.IsNetwork(broken) || broken is ArgumentException or UnauthorizedAccessException)
        {
            // Also a file of credentials that is not there or is none.
            return new KmsToken.None(KmsHttp.Describe(broken) with { Fault = KmsFault.NoCredential });
        }
    }

    // Not by looking whether there is a metadata server: GKE's needs some seconds after a pod's start, and the library would
    // remember for ever that there was none.
    private async Task<ITokenAccess> OpenAsync(CancellationToken cancellationToken)
    {
        if (settings.CredentialFile is { } path)
        {
            byte[] json = await File.ReadAllBytesAsync(path, cancellationToken);
            string type = KmsHttp.Read(json, GoogleJson.Default.GoogleCredentialFile)?.Type ?? throw new ArgumentException("the file of Google's credentials is none");
            return CredentialFactory.FromJson(Encoding.UTF8.GetString(json), type).CreateScoped(Scope).CreateWithHttpClientFactory(new GoogleClients());
        }

        ComputeCredential.Initializer initializer = settings.MetadataServer is { } server
            ? new ComputeCredential.Initializer(new Uri(server, TokenPath).AbsoluteUri)
            : new ComputeCredential.Initializer();
        initializer.HttpClientFactory = new GoogleClients();
        return new ComputeCredential(initializer);
    }
}
