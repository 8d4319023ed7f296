namespace ImageGate.Sigstore.Keys;

/// <summary>The hash that a signature is made over.</summary>
public enum KeyHash
{
    /// <summary>
    /// The usual one of the key's type: P-256 and RSA SHA-256, P-384 SHA-384, P-521 SHA-512. For P-384 and P-521 SHA-256
    /// is accepted as well, because cosign up to 2.x signs so whatever the key. Ed25519 hashes by itself.
    /// </summary>
    Default,

    /// <summary>SHA-256 only.</summary>
    Sha256,

    /// <summary>SHA-384 only.</summary>
    Sha384,

    /// <summary>SHA-512 only.</summary>
    Sha512,
}
