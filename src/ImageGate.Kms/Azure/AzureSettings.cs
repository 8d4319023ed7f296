namespace ImageGate.Kms.Azure;

/// <summary>Where vaults of Azure may be. Who ImageGate is there, Azure's library finds in the environment (workload identity).</summary>
/// <param name="VaultHosts">Hosts of vaults beside those with one of Azure's endings, in lower case; they are given tokens for Azure Key Vault.</param>
/// <param name="ClientId">Of the managed identities of the machine, the one to be; null: the machine's own.</param>
public sealed record AzureSettings(IReadOnlySet<string> VaultHosts, string? ClientId);
