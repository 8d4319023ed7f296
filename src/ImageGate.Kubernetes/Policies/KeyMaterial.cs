using ImageGate.Sigstore.Keys;

namespace ImageGate.Kubernetes.Policies;

/// <summary>What is known of a key that is kept elsewhere.</summary>
public abstract record KeyMaterial
{
    private KeyMaterial()
    {
    }

    /// <summary>It is there, and not too old.</summary>
    /// <param name="Pem">Public keys as PEM; what comes of a bad text is the signer's matter, not the reading's.</param>
    /// <param name="Hash">The hash that the keeper signs with, or null: it does not say.</param>
    public sealed record Found(string Pem, KeyHash? Hash) : KeyMaterial;

    /// <summary>It is not there, or too old.</summary>
    /// <param name="Reason">For people, one line: what must happen, or what went wrong. Holds nothing of the content.</param>
    public sealed record Missing(string Reason) : KeyMaterial;
}
