using Google.Apis.Http;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Google;

/// <summary>Lets Google's library speak through our bounded connections.</summary>
internal sealed class GoogleClients : HttpClientFactory
{
    /// <inheritdoc/>
    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => CloudHandlers.Create();
}
