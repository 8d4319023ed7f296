using ImageGate.Sigstore.Trust;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies;

/// <summary>Knows only what the program brings along, and asks nobody.</summary>
public sealed class SeededTrustMaterial : ITrustMaterial
{
    /// <inheritdoc/>
    public TrustMaterial Find(TufSeed seed, TimeSpan? maxAge)
    {
        ArgumentNullException.ThrowIfNull(seed);
        return maxAge is not null ? new TrustMaterial.Missing("its trusted root may not be older than `maxAge`, and was not refreshed")
            : seed.TrustedRoot is { } bytes && TrustedRoot.TryParse(bytes, out TrustedRoot? root, out _) ? new TrustMaterial.Found(root)
            : new TrustMaterial.Missing("its trusted root was not fetched");
    }

    /// <inheritdoc/>
    public KeyMaterial Find(FollowedKey key) => new KeyMaterial.Missing("only the server reads it: this program asks no API server");
}
