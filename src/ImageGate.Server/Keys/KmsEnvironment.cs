using ImageGate.Cloud;
using ImageGate.Cloud.Aws;
using ImageGate.Cloud.Google;
using ImageGate.Kms;
using ImageGate.Kms.Aws;
using ImageGate.Kms.Azure;
using ImageGate.Kms.Google;
using ImageGate.Kms.Vault;
using ImageGate.Server.Options;

namespace ImageGate.Server.Keys;

/// <summary>The settings, and what the clouds write into a pod's environment where they are silent.</summary>
internal static class KmsEnvironment
{
    /// <summary>Before the settings are checked: the address that tools of Vault use.</summary>
    public static void Complete(KmsOptions options, Func<string, string?> variable) =>
        options.VaultAddress = Text(options.VaultAddress) ?? variable("VAULT_ADDR") ?? "";

    /// <summary>Where the services are, and who ImageGate is there.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="userAgent">How ImageGate calls itself.</param>
    /// <param name="variable">The value of a variable of the environment, or null.</param>
    public static KmsSettings ToSettings(this KmsOptions options, string userAgent, Func<string, string?> variable) => new(
        userAgent,
        new GoogleSettings(new Uri(options.GoogleEndpoint), Given("GOOGLE_APPLICATION_CREDENTIALS", variable), Address(options.GoogleMetadataServer)),
        new AwsSettings(
            Text(options.AwsRegion) ?? Given("AWS_REGION", variable) ?? Given("AWS_DEFAULT_REGION", variable),
            Address(options.AwsEndpoint),
            Address(options.AwsStsEndpoint),
            Given("AWS_ROLE_ARN", variable) is { } role && Given("AWS_WEB_IDENTITY_TOKEN_FILE", variable) is { } token ? new AwsWebIdentity(role, token) : null),
        new AzureSettings(
            options.AzureVaultHosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(host => host.ToLowerInvariant()).ToHashSet(),
            Given("AZURE_CLIENT_ID", variable)),
        Vault(options));

    /// <summary>Who ImageGate is at registries of clouds: who it is at their key services.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="userAgent">How ImageGate calls itself.</param>
    /// <param name="variable">The value of a variable of the environment, or null.</param>
    public static CloudSettings ToCloudSettings(this KmsOptions options, string userAgent, Func<string, string?> variable)
    {
        KmsSettings settings = options.ToSettings(userAgent, variable);
        return new CloudSettings(
            userAgent,
            new GoogleIdentity(settings.Google.CredentialFile, settings.Google.MetadataServer),
            new AwsIdentity(settings.Aws.Region, settings.Aws.StsEndpoint, settings.Aws.WebIdentity),
            settings.Azure.ClientId);
    }

    private static VaultSettings? Vault(KmsOptions options) =>
        Address(options.VaultAddress) is not { } address ? null : new VaultSettings(
            address,
            options.VaultTransitPath,
            Text(options.VaultNamespace),
            Text(options.VaultCaFile) is { } file ? File.ReadAllText(file) : null,
            options.VaultRole.Length > 0
                ? new VaultLogin.Kubernetes(options.VaultRole, options.VaultAuthPath, options.VaultServiceAccountTokenFile)
                : new VaultLogin.Token(options.VaultTokenFile));

    private static string? Text(string setting) => setting.Length == 0 ? null : setting;

    private static string? Given(string name, Func<string, string?> variable) => Text(variable(name) ?? "");

    private static Uri? Address(string text) => text.Length == 0 ? null : new Uri(text);
}
