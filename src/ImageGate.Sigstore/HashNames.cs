using System.Security.Cryptography;

namespace ImageGate.Sigstore;

/// <summary>The hashes that signatures and log entries may use, by the names that the formats give them. No others, SHA-1 above all.</summary>
internal static class HashNames
{
    /// <summary><c>sha256</c>: Rekor v1, in-toto. Source: in-toto attestation, digest_set.md.</summary>
    public static bool TryFromText(string name, out HashAlgorithmName hash) => (hash = name switch
    {
        "sha256" => HashAlgorithmName.SHA256,
        "sha384" => HashAlgorithmName.SHA384,
        "sha512" => HashAlgorithmName.SHA512,
        _ => default,
    }) != default;

    /// <summary><c>SHA2_256</c>: bundles, Rekor v2. Source: protobuf-specs, sigstore_common.proto, HashAlgorithm.</summary>
    public static bool TryFromProto(string name, out HashAlgorithmName hash) => (hash = name switch
    {
        "SHA2_256" => HashAlgorithmName.SHA256,
        "SHA2_384" => HashAlgorithmName.SHA384,
        "SHA2_512" => HashAlgorithmName.SHA512,
        _ => default,
    }) != default;

    public static byte[] Hash(HashAlgorithmName hash, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(hash, bytes);
}
