namespace ImageGate.Core.Registries;

/// <summary>
/// The credentials that came with one request: what its namespace pulls images with. They are good for that request only, so
/// whatever is kept of an answer is kept under them. They count where the policies have no credential of their own.
/// </summary>
public sealed class PullCredentials
{
    private readonly PullCredential[] _inOrder;

    /// <summary>Makes the list.</summary>
    /// <param name="inOrder">The first is tried first where several are for the same path.</param>
    public PullCredentials(IEnumerable<PullCredential> inOrder) => _inOrder = [.. inOrder];

    /// <summary>No credentials.</summary>
    public static PullCredentials None { get; } = new([]);

    /// <summary>
    /// What to try in turn for a repository: those of its host, the longest path first, each once, at most
    /// <see cref="Limits.MaxLogins"/>. Empty: ask as nobody.
    /// </summary>
    /// <remarks>Source: Kubernetes, pkg/credentialprovider/keyring.go, <c>BasicDockerKeyring.Lookup</c>.</remarks>
    public IReadOnlyList<RegistryCredential> For(RepositoryName repository)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return _inOrder.Length == 0 ? [] :
        [
            .. _inOrder.Where(one => one.Host == repository.Registry && one.Credential.IsFor(repository.Repository))
                .Select(one => one.Credential)
                .OrderByDescending(credential => credential.Path.Length)
                .DistinctBy(credential => (credential.Username, credential.Password, credential.IdentityToken))
                .Take(Limits.MaxLogins),
        ];
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => $"{_inOrder.Length} credentials";
}
