namespace ImageGate.Oci;

/// <summary>How many circuits of a registry, and of the hosts that it sends us to, keep requests back now.</summary>
/// <param name="Host">The host of a registry that is configured; <see cref="RegistryTraffic.Other"/> for all others.</param>
/// <param name="Everybody">Hosts that are not reached.</param>
/// <param name="Login">Credentials, or the absence of one, that are asked to wait.</param>
/// <param name="Repository">Repositories that got no answer.</param>
public sealed record RegistryCircuits(string Host, int Everybody, int Login, int Repository);
