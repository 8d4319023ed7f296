namespace ImageGate.Kms.Google;

/// <summary>Where Google Cloud KMS is, and who ImageGate is there.</summary>
/// <param name="Endpoint">The service: <c>https://cloudkms.googleapis.com</c>, or a private endpoint.</param>
/// <param name="CredentialFile">
/// A file of <c>gcloud iam workload-identity-pools create-cred-config</c> or a service account's key, or null: the metadata
/// server says who ImageGate is (GKE Workload Identity).
/// </param>
/// <param name="MetadataServer">The metadata server, or null: where Google has it.</param>
public sealed record GoogleSettings(Uri Endpoint, string? CredentialFile, Uri? MetadataServer)
{
    /// <summary>Google's own address of the service.</summary>
    public static readonly Uri DefaultEndpoint = new("https://cloudkms.googleapis.com");
}
