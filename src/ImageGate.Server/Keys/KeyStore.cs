using System.Diagnostics;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Server.Keys;

/// <summary>What is known of every key that policies name and that is kept elsewhere. Policies ask here; nobody here asks a network.</summary>
internal sealed class KeyStore(KmsKeys kms)
{
    /// <summary>What is known now.</summary>
    public KeyMaterial Find(FollowedKey key) => key.Reference switch
    {
        KeyReference.SecretEntry => new KeyMaterial.Missing("Secrets are not read"),
        KeyReference.Kms one => kms.Find(one.Key, key.MaxAge),
        _ => throw new UnreachableException(),
    };

    /// <summary>Takes over what the policies in force name, and forgets the rest.</summary>
    public void Follow(IReadOnlyList<FollowedKey> inForce) =>
        kms.Follow([.. inForce.Select(followed => followed.Reference).OfType<KeyReference.Kms>().Select(reference => reference.Key).Distinct()]);
}
