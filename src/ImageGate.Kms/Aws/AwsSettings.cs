using ImageGate.Cloud.Aws;

namespace ImageGate.Kms.Aws;

/// <summary>Where AWS KMS is. Who ImageGate is there, AWS's library finds in the environment (IRSA, EKS Pod Identity).</summary>
/// <param name="Region">The region of keys that are not named by an ARN, or null: no such key can be asked for.</param>
/// <param name="Endpoint">The service, or null: the region's own.</param>
/// <param name="StsEndpoint">Who gives credentials for a service account's token, or null: the region's own.</param>
/// <param name="WebIdentity">The role and the file of the service account's token (IRSA), or null: what else the library finds.</param>
public sealed record AwsSettings(string? Region, Uri? Endpoint, Uri? StsEndpoint, AwsWebIdentity? WebIdentity);
