using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Core.Policies;

/// <summary>Someone whose signature counts.</summary>
/// <param name="Name">Unique in its policy.</param>
/// <param name="Requirement">What a signature must satisfy.</param>
/// <param name="Repository">Where the signatures are stored, or null: beside the image.</param>
public sealed record Signer(string Name, SignerRequirement Requirement, RepositoryName? Repository);
