using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Keys;
using ImageGate.Server.TrustRoots;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Server;

/// <summary>What policies rely on and do not hold themselves, each from its keeper.</summary>
internal sealed class TrustSources(TrustRootStore roots, KeyStore keys) : ITrustMaterial
{
    /// <inheritdoc/>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge) => roots.Find(seed, maxAge);

    /// <inheritdoc/>
    public KeyMaterial Find(FollowedKey key) => keys.Find(key);
}
