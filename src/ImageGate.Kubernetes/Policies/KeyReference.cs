using ImageGate.Sigstore.Keys.Kms;

namespace ImageGate.Kubernetes.Policies;

/// <summary>Where a signer's public key is kept, when it is neither in the policy nor in a file.</summary>
public abstract record KeyReference
{
    private KeyReference()
    {
    }

    /// <summary>One entry of a Secret, PEM text.</summary>
    /// <param name="Namespace">The Secret's namespace.</param>
    /// <param name="Name">The Secret's name.</param>
    /// <param name="Key">The entry of its <c>data</c>.</param>
    public sealed record SecretEntry(string Namespace, string Name, string Key) : KeyReference
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Namespace}/{Name}/{Key}";
    }

    /// <summary>A key in a key management service.</summary>
    /// <param name="Key">Which.</param>
    public sealed record Kms(KmsKey Key) : KeyReference
    {
        /// <inheritdoc/>
        public override string ToString() => Key.ToString();
    }
}
