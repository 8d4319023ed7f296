using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Core.Policies;

/// <summary>Someone whose signature counts.</summary>
/// <param name="Name">Unique in its policy.</param>
/// <param name="Trust">What signatures are verified with, or why that cannot be had now.</param>
/// <param name="Repository">Where the signatures are stored, or null: beside the image.</param>
public sealed record Signer(string Name, SignerTrust Trust, RepositoryName? Repository)
{
    /// <summary>A signer for whom everything is there.</summary>
    /// <param name="name">Unique in its policy.</param>
    /// <param name="requirement">What a signature must satisfy.</param>
    /// <param name="repository">Where the signatures are stored, or null: beside the image.</param>
    public Signer(string name, SignerRequirement requirement, RepositoryName? repository)
        : this(name, new SignerTrust.Ready(requirement), repository)
    {
    }
}
