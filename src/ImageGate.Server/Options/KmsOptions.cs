using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>
/// Where key management services are, for keys that policies name with <c>kms</c>. Section <c>Kms</c>. Who ImageGate is there comes
/// from the environment that the clouds give to pods; <see cref="KmsOptionsCheck"/> says what excludes what.
/// </summary>
public sealed class KmsOptions
{
    /// <summary>Seconds between two looks at one key, at most; up to a tenth less, so that replicas do not ask all at once.</summary>
    [Range(5, 86_400)]
    public int RefreshSeconds { get; set; } = 600;

    /// <summary>Google Cloud KMS, or a private endpoint of it.</summary>
    public string GoogleEndpoint { get; set; } = "https://cloudkms.googleapis.com";

    /// <summary>Google's metadata server, or empty: where Google has it. Only when <c>GOOGLE_APPLICATION_CREDENTIALS</c> is not set.</summary>
    public string GoogleMetadataServer { get; set; } = "";

    /// <summary>The region of AWS keys that are not named by an ARN, or empty: <c>AWS_REGION</c>.</summary>
    public string AwsRegion { get; set; } = "";

    /// <summary>AWS KMS, or empty: the region's own.</summary>
    public string AwsEndpoint { get; set; } = "";

    /// <summary>AWS STS, for IAM roles for service accounts, or empty: the region's own.</summary>
    public string AwsStsEndpoint { get; set; } = "";

    /// <summary>Hosts of vaults that do not end as Azure's do, separated by commas. They are given tokens for Azure Key Vault.</summary>
    public string AzureVaultHosts { get; set; } = "";

    /// <summary>Vault (or OpenBao), or empty: <c>VAULT_ADDR</c>.</summary>
    public string VaultAddress { get; set; } = "";

    /// <summary>The path of Vault's Transit engine.</summary>
    [RegularExpression(Path)]
    public string VaultTransitPath { get; set; } = "transit";

    /// <summary>The Vault namespace, or empty.</summary>
    public string VaultNamespace { get; set; } = "";

    /// <summary>PEM file of who alone may vouch for Vault's host, or empty: the system's. Read at the start.</summary>
    public string VaultCaFile { get; set; } = "";

    /// <summary>A file with a token for Vault that somebody else renews. This or <see cref="VaultRole"/>.</summary>
    public string VaultTokenFile { get; set; } = "";

    /// <summary>The role of Vault's Kubernetes auth method.</summary>
    public string VaultRole { get; set; } = "";

    /// <summary>The path of Vault's Kubernetes auth method, under <c>auth/</c>.</summary>
    [RegularExpression(Path)]
    public string VaultAuthPath { get; set; } = "kubernetes";

    /// <summary>The service account's token that is shown to Vault.</summary>
    public string VaultServiceAccountTokenFile { get; set; } = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private const string Path = "[a-zA-Z0-9_-]+(/[a-zA-Z0-9_-]+)*";
}

[OptionsValidator]
internal sealed partial class KmsOptionsValidator : IValidateOptions<KmsOptions>;
