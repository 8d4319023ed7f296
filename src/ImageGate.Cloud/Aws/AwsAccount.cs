using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using ImageGate.Cloud.Http;

namespace ImageGate.Cloud.Aws;

/// <summary>Credentials by AWS's library, which keeps and renews them, and its way to the network.</summary>
internal sealed partial class AwsAccount(AwsIdentity identity) : IDisposable
{
    private const string DefaultRegion = "us-east-1";

    // Source: AWS STS API reference, AssumeRoleWithWebIdentity, "Errors".
    private static readonly string[] StsErrors = ["AccessDenied", "ExpiredTokenException", "IDPCommunicationError", "IDPRejectedClaim", "InvalidIdentityToken", "RegionDisabledException"];

    private readonly Lock _lock = new();
    private AmazonSecurityTokenServiceClient? _sts;
    private Task<AWSCredentials>? _source;

    /// <summary>Our bounded connections.</summary>
    public AwsClients Clients { get; } = new();

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

    /// <summary>Finds out who ImageGate is.</summary>
    /// <param name="cancellationToken">Gives up waiting. What the library has begun goes on, for whoever comes next.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> gave up.</exception>
    public async Task<AwsLogin> SignInAsync(CancellationToken cancellationToken)
    {
        try
        {
            AWSCredentials source = await Find().WaitAsync(cancellationToken);
            return new AwsLogin.Given(source, await Task.Run(source.GetCredentialsAsync, CancellationToken.None).WaitAsync(cancellationToken));
        }
        catch (AmazonServiceException refused)
        {
            return new AwsLogin.None(Describe(refused));
        }
        catch (AmazonClientException) when (identity.WebIdentity is null)
        {
            // The library lists all that it tried, lines of a file of credentials among it.
            return new AwsLogin.None(None($"nothing says who ImageGate is at AWS: there is no role for its service account, and no role for the machine"));
        }
        catch (AmazonClientException none)
        {
            return new AwsLogin.None(CloudHttp.Describe(none) with { Fault = none.InnerException is { } inner && CloudHttp.IsNetwork(inner) ? CloudFault.Unreachable : CloudFault.NoCredential });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _sts?.Dispose();
        Clients.Dispose();
    }

    // What STS or a metadata service says in words of its own is for nobody's log.
    private static CloudProblem Describe(AmazonServiceException refused) => (int)refused.StatusCode switch
    {
        > 0 and var status => None($"AWS STS gives no credentials (HTTP {status}{(Array.Find(StsErrors, known => known == refused.ErrorCode) is { } code ? $", {code}" : "")})"),
        _ when refused.InnerException is { } inner && CloudHttp.IsNetwork(inner) => CloudHttp.Describe(inner) with { Fault = CloudFault.NoCredential },
        _ => None($"AWS gives this pod no credentials{(StatusText().Match(refused.Message) is { Success: true } found ? $" (HTTP {found.Groups["status"].Value})" : "")}"),
    };

    private static CloudProblem None(FormattableString detail) => new(CloudFault.NoCredential, FormattableString.Invariant(detail));

    // The library looks with a thread that waits, and only once at a time.
    private Task<AWSCredentials> Find()
    {
        lock (_lock)
        {
            if (_source is null or { IsFaulted: true })
            {
                _source = identity.WebIdentity is { } web ? Task.FromResult<AWSCredentials>(Assume(web)) : Task.Run(() => DefaultAWSCredentialsIdentityResolver.GetCredentials());
            }

            return _source;
        }
    }

    private AwsAccountTokens Assume(AwsWebIdentity web)
    {
        var config = new AmazonSecurityTokenServiceConfig { HttpClientFactory = Clients, MaxErrorRetry = 1 };
        Place(config, identity.Region ?? DefaultRegion, identity.StsEndpoint);
        _sts = new AmazonSecurityTokenServiceClient(new AnonymousAWSCredentials(), config);
        return new AwsAccountTokens(_sts, web);
    }

    // What .NET says of an answer that is not wanted, and the library hands on in its own message.
    [GeneratedRegex(@"status code does not indicate success: (?<status>[0-9]{3})\b")]
    private static partial Regex StatusText();
}
