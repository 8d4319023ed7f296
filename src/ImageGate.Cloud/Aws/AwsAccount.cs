using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Aws;

/// <summary>Credentials by AWS's library, which keeps and renews them, and its way to the network.</summary>
internal sealed class AwsAccount(AwsIdentity identity) : IDisposable
{
    private const string DefaultRegion = "us-east-1";

    private readonly Lock _lock = new();
    private AmazonSecurityTokenServiceClient? _sts;
    private AWSCredentials? _credentials;

    /// <summary>Our bounded connections.</summary>
    public AwsClients Clients { get; } = new();

    /// <summary>Who ImageGate is.</summary>
    /// <exception cref="AmazonClientException">Nothing in the environment says who.</exception>
    public AWSCredentials Credentials
    {
        get
        {
            lock (_lock)
            {
                return _credentials ??= identity.WebIdentity is { } web ? Assume(web) : DefaultAWSCredentialsIdentityResolver.GetCredentials();
            }
        }
    }

    /// <summary>Where a service is.</summary>
    public static void Place(ClientConfig config, string region, Uri? endpoint)
    {
        if (endpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            config.ServiceURL = endpoint.AbsoluteUri;
            config.AuthenticationRegion = region;
        }
    }

    /// <summary>Why there are no credentials.</summary>
    public static CloudProblem Describe(AmazonClientException none) =>
        CloudHttp.Describe(none) with { Fault = none.InnerException is { } inner && CloudHttp.IsNetwork(inner) ? CloudFault.Unreachable : CloudFault.NoCredential };

    /// <inheritdoc/>
    public void Dispose()
    {
        _sts?.Dispose();
        Clients.Dispose();
    }

    private AwsAccountTokens Assume(AwsWebIdentity web)
    {
        var config = new AmazonSecurityTokenServiceConfig { HttpClientFactory = Clients, MaxErrorRetry = 1 };
        Place(config, identity.Region ?? DefaultRegion, identity.StsEndpoint);
        _sts = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), config);
        return new AwsAccountTokens(_sts, web);
    }
}
