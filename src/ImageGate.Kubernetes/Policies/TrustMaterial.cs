using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies;

/// <summary>What is known of the trusted root of a TUF repository.</summary>
public abstract record TrustMaterial
{
    private TrustMaterial()
    {
    }

    /// <summary>It is there, and not too old.</summary>
    /// <param name="Root">The last good one.</param>
    public sealed record Found(TrustedRoot Root) : TrustMaterial
    {
        /// <summary>Whether both were read from the same bytes.</summary>
        public bool Equals(Found? other) => other?.Root.Revision == Root.Revision;

        /// <inheritdoc/>
        public override int GetHashCode() => Root.Revision.GetHashCode();
    }

    /// <summary>It is not there, or too old.</summary>
    /// <param name="Reason">For people, one line: what must happen, or what went wrong.</param>
    public sealed record Missing(string Reason) : TrustMaterial;
}
