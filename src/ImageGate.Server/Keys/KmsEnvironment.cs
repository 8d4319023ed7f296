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
    public static void Complete(KmsOptions options) => options.VaultAddress = Text(options.VaultAddress) ?? Variable("VAULT_ADDR") ?? "";

    /// <summary>Where the services are, and who ImageGate is there.</summary>
    public static KmsSettings ToSettings(this KmsOptions options, string userAgent) => new(
        userAgent,
        new GoogleSettings(new Uri(options.GoogleEndpoint), Variable("GOOGLE_APPLICATION_CREDENTIALS"), Address(options.GoogleMetadataServer)),
        new AwsSettings(
            Text(options.AwsRegion) ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION"),
            Address(options.AwsEndpoint),
            Address(options.AwsStsEndpoint),
            Variable("AWS_ROLE_ARN") is { } role && Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is { } token ? new AwsWebIdentity(role, token) : null),
        new AzureSettings(
            options.AzureVaultHosts.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(host => host.ToLowerInvariant()).ToHashSet(),
            Variable("AZURE_CLIENT_ID")),
        Vault(options));

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

    private static string? Variable(string name) => Text(Environment.GetEnvironmentVariable(name) ?? "");

    private static Uri? Address(string text) => text.Length == 0 ? null : new Uri(text);
}
