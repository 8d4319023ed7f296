namespace ImageGate.Kms.Vault;

/// <summary>What every request to Vault carries.</summary>
internal static class VaultRequests
{
    /// <summary>Adds the headers.</summary>
    /// <remarks>Source: Vault, "API": X-Vault-Request guards against requests that somebody else was tricked into.</remarks>
    public static void Mark(HttpRequestMessage request, VaultSettings settings)
    {
        request.Headers.Add("X-Vault-Request", "true");
        if (settings.Namespace is not null)
        {
            request.Headers.Add("X-Vault-Namespace", settings.Namespace);
        }
    }
}
