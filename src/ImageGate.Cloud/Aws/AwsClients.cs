using Amazon.Runtime;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Aws;

/// <summary>Lets AWS's library speak through our bounded connections.</summary>
internal sealed class AwsClients : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client = new(CloudHandlers.Create()) { Timeout = Timeout.InfiniteTimeSpan };     // the fetch as a whole has a deadline

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
