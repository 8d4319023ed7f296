using ImageGate.Cloud;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Kms;

/// <summary>Whether a key that came is the one that it is said to be.</summary>
internal static class KeyCheck
{
    /// <summary>The answer for one key.</summary>
    /// <param name="pem">What came.</param>
    /// <param name="algorithm">What the KMS says that it is, as <see cref="PublicKey.Algorithm"/> says it.</param>
    /// <param name="hash">What the KMS hashes with, or null.</param>
    public static KmsAnswer Answer(string pem, string algorithm, KeyHash? hash) =>
        !PublicKeyPem.TryParse(pem, hash ?? KeyHash.Default, out IReadOnlyList<PublicKey>? keys, out string? error) ? new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"the public key that came cannot be used: {error}")
            : keys is not [var key] || key.Algorithm != algorithm ? new KmsAnswer.Unavailable(CloudFault.BadAnswer, $"the public key that came is not {algorithm}, as it is said to be")
            : new KmsAnswer.Found(pem, hash);
}
