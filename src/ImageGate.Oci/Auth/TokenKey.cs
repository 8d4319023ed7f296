using ImageGate.Core.Registries;

namespace ImageGate.Oci.Auth;

/// <summary>Whose token for what.</summary>
/// <param name="Credential">Who asks, or null: nobody.</param>
/// <param name="Repository">The repository's path.</param>
internal sealed record TokenKey(RegistryCredential? Credential, string Repository)
{
    /// <summary>Reading of this one repository, whatever the registry's challenge says we should ask for.</summary>
    /// <remarks>Source: Docker registry token scope documentation.</remarks>
    public string Scope => $"repository:{Repository}:pull";
}
