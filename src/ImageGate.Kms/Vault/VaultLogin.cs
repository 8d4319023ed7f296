namespace ImageGate.Kms.Vault;

/// <summary>How ImageGate shows Vault who it is.</summary>
public abstract record VaultLogin
{
    private VaultLogin()
    {
    }

    /// <summary>A token that somebody else, such as Vault's agent, puts into a file and renews.</summary>
    /// <param name="Path">The file.</param>
    public sealed record Token(string Path) : VaultLogin;

    /// <summary>The Kubernetes (or JWT) auth method.</summary>
    /// <param name="Role">The role.</param>
    /// <param name="Mount">The path under <c>auth/</c>.</param>
    /// <param name="TokenPath">The file of the service account's token.</param>
    public sealed record Kubernetes(string Role, string Mount, string TokenPath) : VaultLogin;
}
