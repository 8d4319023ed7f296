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

    /// <summary>The object identifier of X.509 and CMS, or null for one that is not known. Source: RFC 5754, 2.</summary>
    public static HashAlgorithmName? FromOid(string? oid) => oid switch
    {
        "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    public static byte[] Hash(HashAlgorithmName hash, ReadOnlySpan<byte> bytes) => CryptographicOperations.HashData(hash, bytes);
}
