namespace ImageGate.Core.Registries;

/// <summary>Where to ask, and how.</summary>
/// <param name="Name">The repository that is asked: of a mirror, when one is configured.</param>
/// <param name="Access">The settings of its host.</param>
public sealed record RepositoryLocation(RepositoryName Name, RegistryAccess Access);
