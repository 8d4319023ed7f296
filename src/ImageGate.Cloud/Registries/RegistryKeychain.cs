using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Registries;

/// <summary>
/// Signs in at registries of clouds with the pod's own identity. Logins are kept and renewed in the background. Whose registry a host
/// is, who asks has made sure of: what is given out here is good for acting as ImageGate.
/// </summary>
public sealed class RegistryKeychain : IDisposable
{
    private readonly CloudHttp _http;

    // Made when the first registry wants them: AWS's library is large, and most clusters pull from elsewhere.
    private readonly Lazy<AwsAccount> _aws;
    private readonly Lazy<AmazonLogins> _amazon;
    private readonly GoogleLogins _google;
    private readonly AzureLogins _azure;
    private readonly KeptLogins _kept;

    /// <summary>Makes a keychain; nothing is asked yet.</summary>
    /// <param name="settings">Who ImageGate is.</param>
    /// <param name="time">The clock of logins and deadlines.</param>
    public RegistryKeychain(CloudSettings settings, TimeProvider time)
        : this(settings, time, CloudHandlers.Create())
    {
    }

    /// <summary>The same with another way to the services whose addresses are fixed.</summary>
    internal RegistryKeychain(CloudSettings settings, TimeProvider time, HttpMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _http = new CloudHttp(handler, settings.UserAgent);
        _aws = new Lazy<AwsAccount>(() => new AwsAccount(settings.Aws));
        _google = new GoogleLogins(settings.Google, time);
        _amazon = new Lazy<AmazonLogins>(() => new AmazonLogins(_aws.Value, _http, time));
        _azure = new AzureLogins(settings.AzureClientId, handler, _http, time);
        _kept = new KeptLogins(time);
    }

    /// <summary>A login for Artifact Registry and gcr.io.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public Task<RegistryLogin> GoogleAsync(CancellationToken cancellationToken) => _kept.GetAsync("google", _google.AskAsync, cancellationToken);

    /// <summary>A login for all registries of Amazon ECR in one region.</summary>
    /// <param name="region">Such as <c>eu-central-1</c>.</param>
    /// <param name="isFips">Whether FIPS endpoints are asked.</param>
    /// <param name="domain">The end of the registry's host: <c>amazonaws.com</c>, <c>amazonaws.com.cn</c> or <c>on.aws</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public Task<RegistryLogin> AmazonAsync(string region, bool isFips, string domain, CancellationToken cancellationToken)
    {
        AmazonApi api = AmazonApi.Of(region, isFips, domain);
        return _kept.GetAsync(api.Host, deadline => _amazon.Value.AskAsync(api, deadline), cancellationToken);
    }

    /// <summary>A login for Amazon ECR's public registry.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public Task<RegistryLogin> AmazonPublicAsync(CancellationToken cancellationToken) =>
        _kept.GetAsync(AmazonApi.Public.Host, deadline => _amazon.Value.AskAsync(AmazonApi.Public, deadline), cancellationToken);

    /// <summary>A login for one registry of Azure Container Registry.</summary>
    /// <param name="host">Such as <c>acme.azurecr.io</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public Task<RegistryLogin> AzureAsync(string host, CancellationToken cancellationToken) =>
        _kept.GetAsync(host, deadline => _azure.AskAsync(host, deadline), cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_aws.IsValueCreated)
        {
            _aws.Value.Dispose();
        }

        _azure.Dispose();
        _http.Dispose();
    }
}
