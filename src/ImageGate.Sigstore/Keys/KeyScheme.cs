namespace ImageGate.Sigstore.Keys;

/// <summary>How a key signs, where its type alone does not say so.</summary>
public enum KeyScheme
{
    /// <summary>ECDSA, RSASSA-PKCS1-v1_5 or pure Ed25519, by the key's type.</summary>
    Usual,

    /// <summary>RSASSA-PSS with the signature's hash also in MGF1, and a salt of any length.</summary>
    RsaPss,

    /// <summary>Ed25519 over the SHA-512 of the message. A signature of the one variant is never one of the other.</summary>
    Ed25519ph,
}
