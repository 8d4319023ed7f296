using System.Diagnostics.CodeAnalysis;
using ImageGate.Cloud.Aws;
using ImageGate.Kms;
using ImageGate.Kms.Aws;
using ImageGate.Kms.Azure;
using ImageGate.Kms.Google;
using ImageGate.Kms.Vault;

namespace ImageGate.Cli;

/// <summary>Where key services are, and who asks: the server's settings by their names, else what the clouds' and Vault's own tools look at.</summary>
/// <param name="variable">The value of a variable of the environment, or null.</param>
/// <param name="home">The user's folder.</param>
internal sealed class KmsEnvironment(Func<string, string?> variable, string home)
{
    private static readonly string[] Addresses = ["GoogleEndpoint", "AwsEndpoint", "AwsStsEndpoint", "VaultAddress"];

    /// <summary>Reads the environment.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="error">For people: what is wrong.</param>
    public bool TryRead([NotNullWhen(true)] out KmsSettings? settings, [NotNullWhen(false)] out string? error)
    {
        error = Array.Find(Addresses, name => Setting(name) is { } address && !KmsSettings.IsAddress(address)) is { } wrong
            ? $"{wrong} of the KMS is no address: write https://HOST, without a path; http is for this machine only"
            : Setting("VaultCaFile") is { } bundle && !File.Exists(bundle) ? $"the file with Vault's authority, {bundle}, is not there" : null;
        settings = error is null ? Read() : null;
        return settings is not null;
    }

    private KmsSettings Read() => new(
        "imagegate-cli",
        new GoogleSettings(
            Address("GoogleEndpoint") ?? GoogleSettings.DefaultEndpoint,
            Given("GOOGLE_APPLICATION_CREDENTIALS") ?? Existing(Path.Combine(Given("CLOUDSDK_CONFIG") ?? Path.Combine(home, ".config", "gcloud"), "application_default_credentials.json")),
            Address("GoogleMetadataServer")),
        new AwsSettings(
            Setting("AwsRegion") ?? Given("AWS_DEFAULT_REGION"),
            Address("AwsEndpoint"),
            Address("AwsStsEndpoint"),
            Given("AWS_ROLE_ARN") is { } role && Given("AWS_WEB_IDENTITY_TOKEN_FILE") is { } token ? new AwsWebIdentity(role, token) : null),
        new AzureSettings(
            (Setting("AzureVaultHosts") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(host => host.ToLowerInvariant()).ToHashSet(),
            Given("AZURE_CLIENT_ID")),
        Address("VaultAddress") is not { } vault ? null : new VaultSettings(
            vault,
            Setting("VaultTransitPath") ?? "transit",
            Setting("VaultNamespace"),
            Setting("VaultCaFile") is { } bundle ? File.ReadAllText(bundle) : null,
            new VaultLogin.Token(Setting("VaultTokenFile") ?? Path.Combine(home, ".vault-token"))));

    private string? Setting(string name) => Given($"IMAGEGATE_Kms__{name}") ?? name switch
    {
        "AwsRegion" => Given("AWS_REGION"),
        "VaultAddress" => Given("VAULT_ADDR"),
        "VaultNamespace" => Given("VAULT_NAMESPACE"),
        "VaultCaFile" => Given("VAULT_CACERT"),
        _ => null,
    };

    private Uri? Address(string name) => Uri.TryCreate(Setting(name), UriKind.Absolute, out Uri? address) ? address : null;

    private string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
