using System.Security.Cryptography;

namespace ImageGate.Sigstore.Log;

/// <summary>The hash that a key type of Rekor v2 signs with.</summary>
/// <remarks>Source: protobuf-specs, sigstore_common.proto, PublicKeyDetails. Pure Ed25519 hashes nothing, so it cannot stand in such an entry.</remarks>
internal static class RekorKeyDetails
{
    /// <summary>The default when the type is unknown, which no hash equals.</summary>
    public static HashAlgorithmName HashOf(string keyDetails) => keyDetails switch
    {
        "PKIX_ECDSA_P256_SHA_256" or "PKIX_ECDSA_P384_SHA_256" or "PKIX_ECDSA_P521_SHA_256" => HashAlgorithmName.SHA256,
        "PKIX_RSA_PKCS1V15_2048_SHA256" or "PKIX_RSA_PKCS1V15_3072_SHA256" or "PKIX_RSA_PKCS1V15_4096_SHA256" => HashAlgorithmName.SHA256,
        "PKIX_RSA_PSS_2048_SHA256" or "PKIX_RSA_PSS_3072_SHA256" or "PKIX_RSA_PSS_4096_SHA256" => HashAlgorithmName.SHA256,
        "PKIX_ECDSA_P384_SHA_384" => HashAlgorithmName.SHA384,
        "PKIX_ECDSA_P521_SHA_512" or "PKIX_ED25519_PH" => HashAlgorithmName.SHA512,
        _ => default,
    };
}
