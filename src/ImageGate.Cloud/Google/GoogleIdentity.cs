namespace ImageGate.Cloud.Google;

/// <summary>Who ImageGate is at Google.</summary>
/// <param name="CredentialFile">
/// A file of <c>gcloud iam workload-identity-pools create-cred-config</c> or a service account's key, or null: the metadata
/// server says who ImageGate is (GKE Workload Identity).
/// </param>
/// <param name="MetadataServer">The metadata server, or null: where Google has it.</param>
public sealed record GoogleIdentity(string? CredentialFile, Uri? MetadataServer);
