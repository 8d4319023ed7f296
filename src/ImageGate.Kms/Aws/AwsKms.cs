using System.Security.Cryptography;
using Amazon.KeyManagementService;
using Amazon.KeyManagementService.Model;
using Amazon.Runtime;
using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Http;
using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kms.Aws;

/// <summary>A key of AWS KMS.</summary>
/// <remarks>Source: AWS KMS API reference, DescribeKey and GetPublicKey.</remarks>
internal sealed class AwsKms(AwsSettings settings) : IDisposable
{
    private const string Who = "AWS KMS";

    private readonly AwsAccount _account = new(new AwsIdentity(settings.Region, settings.StsEndpoint, settings.WebIdentity));
    private readonly Dictionary<(string Region, string Url), AmazonKeyManagementServiceClient> _services = [];
    private readonly Lock _lock = new();

    /// <summary>Asks for a key.</summary>
    public async Task<KmsAnswer> FetchAsync(KmsKey.Aws key, CancellationToken cancellationToken)
    {
        (Uri? endpoint, string? endpointRegion, bool isAllowed) = EndpointOf(key);
        if (!isAllowed)
        {
            return new KmsAnswer.Refused("the endpoint is none of AWS KMS: Kms:AwsEndpoint can allow it");
        }

        if ((key.Region ?? endpointRegion ?? settings.Region) is not { } region)
        {
            return new KmsAnswer.Unavailable(CloudFault.NoCredential, "no region is known: name the key by its ARN, or set AWS_REGION or Kms:AwsRegion");
        }

        AwsLogin login = await _account.SignInAsync(cancellationToken);
        if (login is not AwsLogin.Given { Source: var identity })
        {
            return ((AwsLogin.None)login).Why.ToAnswer();
        }

        try
        {
            return await FetchAsync(Open(identity, region, endpoint), key.Id, cancellationToken);
        }
        catch (AmazonServiceException refused)
        {
            return Problem(refused);
        }
        catch (Exception broken) when (broken is AmazonClientException || CloudHttp.IsNetwork(broken))
        {
            return CloudHttp.Describe(broken).ToAnswer();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AmazonKeyManagementServiceClient service in _services.Values)
        {
            service.Dispose();
        }

        _account.Dispose();
    }

    private static async Task<KmsAnswer> FetchAsync(AmazonKeyManagementServiceClient service, string id, CancellationToken cancellationToken)
    {
        KeyMetadata? described = (await service.DescribeKeyAsync(new DescribeKeyRequest { KeyId = id }, cancellationToken)).KeyMetadata;
        if (described?.Arn is not { } arn)
        {
            return new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{Who} answers what describes no key");
        }

        if (AwsDescription.FindProblem(described) is { } problem)
        {
            return problem;
        }

        if (AwsDescription.Read(described) is not { } known)
        {
            return new KmsAnswer.Refused("the key's type in AWS KMS is none that image signatures are verified with");
        }

        // By its ARN: an alias may go to another key meanwhile.
        GetPublicKeyResponse answer = await service.GetPublicKeyAsync(new GetPublicKeyRequest { KeyId = arn }, cancellationToken);
        return answer.PublicKey is { } der && answer.KeyId == arn
            ? KeyCheck.Answer(PemEncoding.WriteString("PUBLIC KEY", der.ToArray()), known.Algorithm, known.Hash)
            : new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"{Who} answers what is not the public key that was asked for");
    }

    private static KmsAnswer Problem(AmazonServiceException refused) => refused.ErrorCode switch
    {
        "NotFoundException" => new KmsAnswer.Refused("there is no such key in AWS KMS"),
        "DisabledException" => new KmsAnswer.Refused("the key is Disabled in AWS KMS"),
        "KMSInvalidStateException" => new KmsAnswer.Refused("the key's state in AWS KMS lets nobody use it"),
        "InvalidKeyUsageException" or "UnsupportedOperationException" => new KmsAnswer.Refused("the key's purpose in AWS KMS is not signing"),
        "ThrottlingException" or "Throttling" or "LimitExceededException" => new KmsAnswer.Unavailable(CloudFault.Throttled, $"{Who} answers {refused.ErrorCode}"),
        "AccessDeniedException" or "UnrecognizedClientException" or "InvalidSignatureException" or "ExpiredTokenException" or "IncompleteSignature" or "MissingAuthenticationTokenException" =>
            new KmsAnswer.Unavailable(CloudFault.NotAuthorized, $"{Who} answers {refused.ErrorCode}"),
        _ => CloudReply.Mean((int)refused.StatusCode, Who).ToAnswer(),
    };

    private (Uri? Endpoint, string? Region, bool IsAllowed) EndpointOf(KmsKey.Aws key) =>
        key.Endpoint is null || key.Endpoint == settings.Endpoint?.Authority ? (settings.Endpoint, null, true)
            : AwsHosts.RegionOf(key.Endpoint) is { } region ? (new Uri($"https://{key.Endpoint}"), region, true)
            : (null, null, false);

    private AmazonKeyManagementServiceClient Open(AWSCredentials identity, string region, Uri? endpoint)
    {
        lock (_lock)
        {
            (string, string) place = (region, endpoint?.AbsoluteUri ?? "");
            if (!_services.TryGetValue(place, out AmazonKeyManagementServiceClient? service))
            {
                var config = new AmazonKeyManagementServiceConfig { HttpClientFactory = _account.Clients, MaxErrorRetry = 1 };
                AwsAccount.Place(config, region, endpoint);
                service = new AmazonKeyManagementServiceClient(identity, config);
                _services.Add(place, service);
            }

            return service;
        }
    }
}
