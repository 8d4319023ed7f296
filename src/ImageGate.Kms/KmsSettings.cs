using ImageGate.Kms.Aws;
using ImageGate.Kms.Azure;
using ImageGate.Kms.Google;
using ImageGate.Kms.Vault;

namespace ImageGate.Kms;

/// <summary>Where the services are.</summary>
/// <param name="UserAgent">How ImageGate calls itself.</param>
/// <param name="Google">Google Cloud KMS.</param>
/// <param name="Aws">AWS KMS.</param>
/// <param name="Azure">Azure Key Vault.</param>
/// <param name="Vault">Vault, or null: its address is not known.</param>
public sealed record KmsSettings(string UserAgent, GoogleSettings Google, AwsSettings Aws, AzureSettings Azure, VaultSettings? Vault);
