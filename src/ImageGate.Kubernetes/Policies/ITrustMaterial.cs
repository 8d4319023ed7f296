using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies;

/// <summary>What policies rely on and do not hold themselves: the trusted roots of TUF repositories, keys that are kept elsewhere, labels of namespaces.</summary>
public interface ITrustMaterial
{
    /// <summary>
    /// Why policies cannot rely on the labels of namespaces, for people, or null: they can. Never changes: a policy that does
    /// all the same is an error.
    /// </summary>
    string? NoNamespaceLabels => null;

    /// <summary>What is known now of a trusted root, without waiting for any network.</summary>
    /// <param name="seed">The repository.</param>
    /// <param name="maxAge">How long ago the last successful refresh may be, or null: ever.</param>
    /// <returns>The trusted root, or why there is none. The same until something changed: each difference makes a new policy set.</returns>
    TrustMaterial Find(TufSeed seed, TimeSpan? maxAge);

    /// <summary>What is known now of a key, without waiting for any network.</summary>
    /// <param name="key">The key, and how old it may be.</param>
    /// <returns>The key, or why there is none. The same until something changed: each difference makes a new policy set.</returns>
    KeyMaterial Find(FollowedKey key);
}
