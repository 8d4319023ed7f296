using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies;

/// <summary>The trusted roots that are not written in the policies: those of TUF repositories.</summary>
public interface ITrustMaterial
{
    /// <summary>What is known now, without waiting for any network.</summary>
    /// <param name="seed">The repository.</param>
    /// <param name="maxAge">How long ago the last successful refresh may be, or null: ever.</param>
    /// <returns>The trusted root, or why there is none. The same until something changed: each difference makes a new policy set.</returns>
    TrustMaterial Find(TufSeed seed, TimeSpan? maxAge);
}
