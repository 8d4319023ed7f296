using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Azure;

/// <summary>Access tokens by Azure's library, which keeps and renews them: a client's secret, workload identity, or the machine's identity.</summary>
internal sealed class AzureTokens(string? clientId, HttpMessageHandler handler) : IDisposable
{
    private readonly HttpClient _client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };     // the fetch as a whole has a deadline
    private TokenCredential? _credential;

    /// <summary>A token, or why there is none.</summary>
    public async Task<CloudToken> GetAsync(string scope, CancellationToken cancellationToken)
    {
        try
        {
            _credential ??= new ChainedTokenCredential(
                new EnvironmentCredential(Prepare(new EnvironmentCredentialOptions { DisableInstanceDiscovery = true })),
                new WorkloadIdentityCredential(Prepare(new WorkloadIdentityCredentialOptions { DisableInstanceDiscovery = true })),
                new ManagedIdentityCredential(Prepare(new ManagedIdentityCredentialOptions(
                    clientId is { } id ? ManagedIdentityId.FromUserAssignedClientId(id) : ManagedIdentityId.SystemAssigned))));
            return CloudToken.Of((await _credential.GetTokenAsync(new TokenRequestContext([scope]), cancellationToken)).Token, "Azure's answer has no access token");
        }
        catch (AuthenticationFailedException)
        {
            // Its message has the answer's text, which is for nobody's log.
            return CloudToken.Of(null, "Azure gives no access token");
        }
        catch (Exception broken) when (CloudHttp.IsNetwork(broken) || broken is ArgumentException)
        {
            return new CloudToken.None(CloudHttp.Describe(broken) with { Fault = CloudFault.NoCredential });
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
