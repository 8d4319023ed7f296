namespace ImageGate.Kms.Vault;

/// <summary>Where Vault (or OpenBao) is.</summary>
/// <param name="Address">Its address, without a path: <c>https://vault.example:8200</c>.</param>
/// <param name="Transit">The path of the Transit engine.</param>
/// <param name="Namespace">The Vault namespace, or null.</param>
/// <param name="CaBundle">PEM of who alone may vouch for the host, or null: the system's.</param>
/// <param name="Login">Who ImageGate is there.</param>
public sealed record VaultSettings(Uri Address, string Transit, string? Namespace, string? CaBundle, VaultLogin Login);
