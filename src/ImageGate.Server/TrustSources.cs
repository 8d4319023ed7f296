using ImageGate.Kubernetes.Policies;
using ImageGate.Server.Keys;
using ImageGate.Server.Options;
using ImageGate.Server.TrustRoots;
using ImageGate.Sigstore.Tuf;
using Microsoft.Extensions.Options;

namespace ImageGate.Server;

/// <summary>What policies rely on and do not hold themselves, each from its keeper.</summary>
internal sealed class TrustSources(TrustRootStore roots, KeyStore keys, IOptions<KubernetesOptions> kubernetes) : ITrustMaterial
{
    /// <inheritdoc/>
    public string? NoNamespaceLabels =>
        kubernetes.Value.NamespaceLabels ? null : "needs the labels of namespaces, which this server does not read: set `Kubernetes:NamespaceLabels` (in the chart `namespaceLabels.enabled`)";

    /// <inheritdoc/>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge) => roots.Find(seed, maxAge);

    /// <inheritdoc/>
    public KeyMaterial Find(FollowedKey key) => keys.Find(key);
}
