namespace ImageGate.Kms.Azure;

/// <summary>Which host a token may be sent to, and what the token must be for.</summary>
/// <remarks>Source: Azure, "Azure Key Vault basic concepts" and "Managed HSM": the DNS suffixes of the clouds.</remarks>
internal static class AzureVaults
{
    private const string Public = "vault.azure.net";

    private static readonly string[] Suffixes =
        [Public, "vault.azure.cn", "vault.usgovcloudapi.net", "managedhsm.azure.net", "managedhsm.azure.cn", "managedhsm.usgovcloudapi.net"];

    /// <summary>The scope of tokens for a vault, or null: its host is not Azure's and not in the settings.</summary>
    public static string? ScopeOf(string host, AzureSettings settings)
    {
        // One name before it: that is how Azure gives vaults out.
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        string? suffix = Array.Find(Suffixes, known => host[(dot + 1)..] == known) ?? (settings.VaultHosts.Contains(host) ? Public : null);
        return suffix is null ? null : $"https://{suffix}/.default";
    }
}
