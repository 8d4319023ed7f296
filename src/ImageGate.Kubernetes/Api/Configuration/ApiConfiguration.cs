namespace ImageGate.Kubernetes.Api.Configuration;

/// <summary>Where the API server is, how it is recognised, and who asks.</summary>
/// <param name="Server">Its <c>https</c> URL, without query; with a path when it is behind one.</param>
/// <param name="TlsServerName">The name that its certificate must have, or null: the host of <paramref name="Server"/>.</param>
/// <param name="Authority">The CA whose certificates it may have, and no other.</param>
/// <param name="Credential">Who asks.</param>
/// <param name="Namespace">The namespace that is meant when none is named.</param>
public sealed record ApiConfiguration(Uri Server, string? TlsServerName, ApiAuthority Authority, ApiCredential Credential, string Namespace);
