using Google.Apis.Http;
using ImageGate.Kms.Http;

namespace ImageGate.Kms.Google;

/// <summary>Lets Google's library speak through our bounded connections.</summary>
internal sealed class GoogleClients : HttpClientFactory
{
    /// <inheritdoc/>
    protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => KmsHandlers.Create();
}
