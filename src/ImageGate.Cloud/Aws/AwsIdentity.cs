namespace ImageGate.Cloud.Aws;

/// <summary>Who ImageGate is at AWS.</summary>
/// <param name="Region">Whose STS is asked, or null: <c>us-east-1</c>.</param>
/// <param name="StsEndpoint">Who gives credentials for a service account's token, or null: the region's own.</param>
/// <param name="WebIdentity">The role and the file of the service account's token (IRSA), or null: what else AWS's library finds (EKS Pod Identity).</param>
public sealed record AwsIdentity(string? Region, Uri? StsEndpoint, AwsWebIdentity? WebIdentity);
