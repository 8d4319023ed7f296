using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>Reads a key whose encoding and scheme <c>keyDetails</c> names.</summary>
/// <remarks>Source: protobuf-specs, sigstore_common.proto, PublicKeyDetails.</remarks>
internal static class KeyDetails
{
    /// <summary>Imports the key, if it is what <paramref name="details"/> says.</summary>
    /// <param name="details">The name of the enum's member.</param>
    /// <param name="rawBytes">The key's DER.</param>
    /// <param name="key">The key, for the one scheme that the details name.</param>
    /// <param name="subjectPublicKeyInfo">The key's DER; made from a bare RSAPublicKey where the details say that it is one.</param>
    /// <param name="error">Why there is none, for people.</param>
    public static bool TryImport(
        string details,
        byte[] rawBytes,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(true)] out byte[]? subjectPublicKeyInfo,
        [NotNullWhen(false)] out string? error)
    {
        (key, subjectPublicKeyInfo) = (null, null);
        if (Find(details) is not { } wanted)
        {
            error = details.Length is > 0 and <= 64 ? $"key details {details} are not supported" : "the key has no details that are known";
            return false;
        }

        if (!TryWrap(wanted, rawBytes, out byte[]? der))
        {
            error = "not a valid RSAPublicKey";
            return false;
        }

        if (!PublicKey.TryImport(der, wanted.Scheme, wanted.Hash, out PublicKey? imported, out error))
        {
            return false;
        }

        if (!imported.Algorithm.StartsWith(wanted.Algorithm, StringComparison.Ordinal))
        {
            error = $"the key is {imported.Algorithm}, but its details say {details}";
            return false;
        }

        (key, subjectPublicKeyInfo) = (imported, der);
        return true;
    }

    private static Meaning? Find(string details) => details switch
    {
        "PKIX_ECDSA_P256_SHA_256" => new("ECDSA P-256", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_ECDSA_P384_SHA_384" => new("ECDSA P-384", KeyScheme.Usual, KeyHash.Sha384),
        "PKIX_ECDSA_P384_SHA_256" => new("ECDSA P-384", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_ECDSA_P521_SHA_512" => new("ECDSA P-521", KeyScheme.Usual, KeyHash.Sha512),
        "PKIX_ECDSA_P521_SHA_256" => new("ECDSA P-521", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_ED25519" => new("Ed25519", KeyScheme.Usual, KeyHash.Default),
        "PKIX_ED25519_PH" => new("Ed25519", KeyScheme.Ed25519ph, KeyHash.Default),
        "PKIX_RSA_PKCS1V15_2048_SHA256" => new("RSA 2048", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_RSA_PKCS1V15_3072_SHA256" => new("RSA 3072", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_RSA_PKCS1V15_4096_SHA256" => new("RSA 4096", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_RSA_PSS_2048_SHA256" => new("RSA 2048", KeyScheme.RsaPss, KeyHash.Sha256),
        "PKIX_RSA_PSS_3072_SHA256" => new("RSA 3072", KeyScheme.RsaPss, KeyHash.Sha256),
        "PKIX_RSA_PSS_4096_SHA256" => new("RSA 4096", KeyScheme.RsaPss, KeyHash.Sha256),

        // Deprecated, and still served: the staging instance's first certificate log has a bare RSAPublicKey.
        "PKIX_RSA_PKCS1V5" => new("RSA", KeyScheme.Usual, KeyHash.Sha256),
        "PKIX_RSA_PSS" => new("RSA", KeyScheme.RsaPss, KeyHash.Sha256),
        "PKCS1_RSA_PKCS1V5" => new("RSA", KeyScheme.Usual, KeyHash.Sha256, Bare: true),
        "PKCS1_RSA_PSS" => new("RSA", KeyScheme.RsaPss, KeyHash.Sha256, Bare: true),
        _ => null,
    };

    private static bool TryWrap(Meaning wanted, byte[] rawBytes, [NotNullWhen(true)] out byte[]? subjectPublicKeyInfo)
    {
        subjectPublicKeyInfo = wanted.Bare ? null : rawBytes;
        if (wanted.Bare)
        {
            try
            {
                using var rsa = RSA.Create();
                rsa.ImportRSAPublicKey(rawBytes, out int read);
                subjectPublicKeyInfo = read == rawBytes.Length ? rsa.ExportSubjectPublicKeyInfo() : null;
            }
            catch (CryptographicException)
            {
                // Not an RSAPublicKey: the entry is unusable, and says so.
            }
        }

        return subjectPublicKeyInfo is not null;
    }

    private sealed record Meaning(string Algorithm, KeyScheme Scheme, KeyHash Hash, bool Bare = false);
}
