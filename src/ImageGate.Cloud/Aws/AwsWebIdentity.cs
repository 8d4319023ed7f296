namespace ImageGate.Cloud.Aws;

/// <summary>IAM roles for service accounts.</summary>
/// <param name="RoleArn">The role.</param>
/// <param name="TokenPath">The file of the service account's token.</param>
public sealed record AwsWebIdentity(string RoleArn, string TokenPath);
