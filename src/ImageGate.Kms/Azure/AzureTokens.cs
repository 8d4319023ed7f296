using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using ImageGate.Kms.Http;

namespace ImageGate.Kms.Azure;

/// <summary>Access tokens by Azure's library, which keeps and renews them: a client's secret, workload identity, or the machine's identity.</summary>
internal sealed class AzureTokens(AzureSettings settings, HttpMessageHandler handler) : IDisposable
{
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };     // the fetch as a whole has a deadline
    private TokenCredential? _credential;

    /// <summary>A token, or why there is none.</summary>
    public async Task<KmsToken> GetAsync(string scope, CancellationToken cancellationToken)
    {
        try
        {
            _credential ??= new ChainedTokenCredential(
                new EnvironmentCredential(Prepare(new EnvironmentCredentialOptions { DisableInstanceDiscovery = true })),
                new WorkloadIdentityCredential(Prepare(new WorkloadIdentityCredentialOptions { DisableInstanceDiscovery = true })),
                new ManagedIdentityCredential(Prepare(new ManagedIdentityCredentialOptions(
                    settings.ClientId is { } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned))));
            return KmsToken.Of((await _credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token, "Azure's answer has no access token");
        }
        catch (AuthenticationFailedException)
        {
            // Its message has the answer's text, which is for nobody's log.
            return KmsToken.Of(null, "Azure gives no access token");
        }
        catch (Exception broken) when (KmsHttp.IsNetwork(broken) || broken is ArgumentException)
        {
            return new KmsToken.None(KmsHttp.Describe(broken) with { Fault = KmsFault.NoCredential });
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private T Prepare<T>(T options)
        where T : TokenCredentialOptions
    {
        options.Transport = new HttpClientTransport(_client);
        options.Retry.MaxRetries = 1;
        return options;
    }
}
