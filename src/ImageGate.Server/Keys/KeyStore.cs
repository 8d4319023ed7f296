using System.Diagnostics;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Server.Keys;

/// <summary>What is known of every key that policies name and that is kept elsewhere. Policies ask here; nobody here asks a network.</summary>
internal sealed class KeyStore
{
    /// <summary>What is known now.</summary>
    public KeyMaterial Find(FollowedKey key) => key.Reference switch
    {
        KeyReference.SecretEntry => new KeyMaterial.Missing("Secrets are not read"),
        _ => throw new UnreachableException(),
    };
}
