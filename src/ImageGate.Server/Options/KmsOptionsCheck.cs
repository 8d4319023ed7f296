using ImageGate.Kms;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Options;

/// <summary>What of <c>Kms</c> is no address, and what contradicts the rest.</summary>
internal sealed class KmsOptionsCheck : IValidateOptions<KmsOptions>
{
    public ValidateOptionsResult Validate(string? name, KmsOptions options)
    {
        string[] errors = [.. Addresses(options), .. OfVault(options)];
        return errors.Length > 0 ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Addresses(KmsOptions options)
    {
        (string Name, string Value)[] addresses =
        [
            (nameof(options.GoogleEndpoint), options.GoogleEndpoint), (nameof(options.AwsEndpoint), options.AwsEndpoint),
            (nameof(options.AwsStsEndpoint), options.AwsStsEndpoint), (nameof(options.VaultAddress), options.VaultAddress),
        ];
        foreach ((string name, string value) in addresses.Where(address => address.Value.Length > 0 && !KmsSettings.IsAddress(address.Value)))
        {
            yield return $"Kms:{name} \"{value}\" is no address: write https://HOST, without a path; http is for this machine only.";
        }

        if (options.GoogleEndpoint.Length == 0)
        {
            yield return "Kms:GoogleEndpoint is empty.";
        }

        // The metadata server has no certificate anywhere: it is on the node.
        if (options.GoogleMetadataServer.Length > 0 && !(Uri.TryCreate(options.GoogleMetadataServer, UriKind.Absolute, out Uri? server) && server.PathAndQuery == "/" && server.Scheme.StartsWith("http", StringComparison.Ordinal)))
        {
            yield return $"Kms:GoogleMetadataServer \"{options.GoogleMetadataServer}\" is no address: write http://HOST.";
        }
    }

    private static IEnumerable<string> OfVault(KmsOptions options)
    {
        if (options.VaultTokenFile.Length > 0 && options.VaultRole.Length > 0)
        {
            yield return "Kms:VaultTokenFile and Kms:VaultRole exclude each other.";
        }

        if (options.VaultAddress.Length > 0 && options.VaultTokenFile.Length == 0 && options.VaultRole.Length == 0)
        {
            yield return "Kms:VaultAddress (or VAULT_ADDR) needs Kms:VaultRole (Kubernetes auth) or Kms:VaultTokenFile.";
        }

        if (options.VaultCaFile.Length > 0 && !File.Exists(options.VaultCaFile))
        {
            yield return $"Kms:VaultCaFile \"{options.VaultCaFile}\" is not there.";
        }
    }
}
