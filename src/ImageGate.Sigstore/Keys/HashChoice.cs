using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>Which hashes a key accepts.</summary>
internal static class HashChoice
{
    public static HashAlgorithmName[] For(KeyHash hash, HashAlgorithmName usual) => hash switch
    {
        KeyHash.Sha256 => [HashAlgorithmName.SHA256],
        KeyHash.Sha384 => [HashAlgorithmName.SHA384],
        KeyHash.Sha512 => [HashAlgorithmName.SHA512],
        _ when usual == HashAlgorithmName.SHA256 => [usual],
        _ => [usual, HashAlgorithmName.SHA256],
    };
}
