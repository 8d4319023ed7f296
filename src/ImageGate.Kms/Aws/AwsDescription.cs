using Amazon.KeyManagementService.Model;
using ImageGate.Cloud;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Kms.Aws;

/// <summary>What AWS says of a key.</summary>
/// <remarks>Source: AWS KMS API reference, KeyMetadata; developer guide, "Key states" and "Key spec reference".</remarks>
internal static class AwsDescription
{
    /// <summary>Why the key gives nothing now, or null.</summary>
    public static KmsAnswer? FindProblem(KeyMetadata key) =>
        key.KeyUsage?.Value != "SIGN_VERIFY" ? new KmsAnswer.Refused("the key's purpose in AWS KMS is not signing")
            : key.KeyState?.Value switch
            {
                "Enabled" => null,

                // The key store behind it is not connected: that says nothing about the key.
                "Unavailable" => new KmsAnswer.Unavailable(CloudFault.ServerError, "the key's store is not connected to AWS KMS"),
                "Disabled" or "PendingDeletion" or "PendingReplicaDeletion" or "PendingImport" or "Creating" or "Updating" => new KmsAnswer.Refused($"the key is {key.KeyState.Value} in AWS KMS"),
                _ => new KmsAnswer.Refused("the key's state in AWS KMS is not Enabled"),
            };

    /// <summary>The key's type; the hash, when the type has only one. Of an RSA key AWS leaves it to who signs.</summary>
    public static (string Algorithm, KeyHash? Hash)? Read(KeyMetadata key)
    {
        List<string> algorithms = key.SigningAlgorithms ?? [];
        return key.KeySpec?.Value switch
        {
            "ECC_NIST_P256" when algorithms.Contains("ECDSA_SHA_256") => ("ECDSA P-256", KeyHash.Sha256),
            "ECC_NIST_P384" when algorithms.Contains("ECDSA_SHA_384") => ("ECDSA P-384", KeyHash.Sha384),
            "ECC_NIST_P521" when algorithms.Contains("ECDSA_SHA_512") => ("ECDSA P-521", KeyHash.Sha512),
            "ECC_NIST_EDWARDS25519" when algorithms.Contains("ED25519_SHA_512") => ("Ed25519", null),
            "RSA_2048" when algorithms.Contains("RSASSA_PKCS1_V1_5_SHA_256") => ("RSA 2048", null),
            "RSA_3072" when algorithms.Contains("RSASSA_PKCS1_V1_5_SHA_256") => ("RSA 3072", null),
            "RSA_4096" when algorithms.Contains("RSASSA_PKCS1_V1_5_SHA_256") => ("RSA 4096", null),
            _ => null,
        };
    }
}
