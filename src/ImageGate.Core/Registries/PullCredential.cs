namespace ImageGate.Core.Registries;

/// <summary>A credential that came with a request.</summary>
/// <param name="Host">The one host that it may be shown to, canonical.</param>
/// <param name="Credential">Who to be there, and for which repositories.</param>
public sealed record PullCredential(string Host, RegistryCredential Credential);
