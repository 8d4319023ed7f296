using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>
/// A public key that was imported and found fit for use: ECDSA on P-256, P-384 or P-521, RSA of 2,048 to 4,096 bits with
/// PKCS#1 v1.5, or Ed25519. Imported once and kept, because an import costs more than a verification; safe for use by
/// several threads at once.
/// </summary>
/// <remarks>Source: RFC 5280, 4.1.2.7 (SubjectPublicKeyInfo); RFC 5480 (EC), RFC 8017 (RSA), RFC 8410 (Ed25519).</remarks>
public abstract class PublicKey
{
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const string Ed25519Oid = "1.3.101.112";

    private protected PublicKey(string algorithm, byte[] subjectPublicKeyInfo)
    {
        Algorithm = algorithm;
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        Fingerprint = Digest.Of(subjectPublicKeyInfo).Hex;
    }

    /// <summary>For people: <c>ECDSA P-256</c>, <c>RSA 3072</c>, <c>Ed25519</c>.</summary>
    public string Algorithm { get; }

    /// <summary>
    /// The sha256 of the key's SubjectPublicKeyInfo in hex, re-encoded in the one canonical way, so that one key in two
    /// encodings is one key.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>The key's SubjectPublicKeyInfo, re-encoded in the one canonical way.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>
    /// The hash that goes with the key's type: P-256 and RSA SHA-256, P-384 SHA-384, P-521 and Ed25519ph SHA-512. Null for
    /// pure Ed25519, which signs the message itself.
    /// </summary>
    internal abstract HashAlgorithmName? UsualHash { get; }

    /// <summary>Reads a DER SubjectPublicKeyInfo.</summary>
    /// <param name="subjectPublicKeyInfo">The key, and nothing after it.</param>
    /// <param name="hash">What the signatures hash with.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="error">Why there is none, for people: not such a structure, an algorithm or size that is not accepted, a hash that does not fit.</param>
    public static bool TryImport(
        ReadOnlySpan<byte> subjectPublicKeyInfo,
        KeyHash hash,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(false)] out string? error) => TryImport(subjectPublicKeyInfo, KeyScheme.Usual, hash, out key, out error);

    /// <summary>As above, for signatures of a scheme that the key's type does not tell.</summary>
    /// <param name="subjectPublicKeyInfo">The key, and nothing after it.</param>
    /// <param name="scheme">How the signatures are made.</param>
    /// <param name="hash">What the signatures hash with.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="error">Why there is none, for people; also a scheme that does not fit the key's type.</param>
    public static bool TryImport(
        ReadOnlySpan<byte> subjectPublicKeyInfo,
        KeyScheme scheme,
        KeyHash hash,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(false)] out string? error)
    {
        try
        {
            (key, error) = Import(subjectPublicKeyInfo.ToArray(), scheme, hash);
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException)
        {
            (key, error) = (null, "not a valid SubjectPublicKeyInfo");
        }

        return key is not null;
    }

    /// <summary>Whether this key made <paramref name="signature"/> over <paramref name="message"/>. Never throws for bad input.</summary>
    internal abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    /// <summary>As <see cref="Verify(ReadOnlySpan{byte}, ReadOnlySpan{byte})"/>, with the one hash that the caller names. Always false for pure Ed25519.</summary>
    internal bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, HashAlgorithmName hash) =>
        VerifyHash(CryptographicOperations.HashData(hash, message), hash, signature);

    /// <summary>
    /// Whether this key made <paramref name="signature"/> over a message with this hash. Always false for pure Ed25519,
    /// which needs the message, and for a digest that is not as long as its hash's.
    /// </summary>
    internal bool VerifyHash(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature) =>
        digest.Length == HashBytes(hash) && VerifyDigest(digest, hash, signature);

    /// <summary>As <see cref="VerifyHash"/>; the digest has its hash's length.</summary>
    private protected abstract bool VerifyDigest(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature);

    private static int HashBytes(HashAlgorithmName hash) => hash.Name switch
    {
        nameof(HashAlgorithmName.SHA256) => SHA256.HashSizeInBytes,
        nameof(HashAlgorithmName.SHA384) => SHA384.HashSizeInBytes,
        nameof(HashAlgorithmName.SHA512) => SHA512.HashSizeInBytes,
        _ => throw new ArgumentException("SHA-256, SHA-384 or SHA-512 is needed", nameof(hash)),
    };

    private static (PublicKey? Key, string? Error) Import(byte[] der, KeyScheme scheme, KeyHash hash)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        AsnReader algorithm = info.ReadSequence();
        string oid = algorithm.ReadObjectIdentifier();
        byte[] bits = info.ReadBitString(out int unused);
        info.ThrowIfNotEmpty();
        if (unused != 0)
        {
            return (null, "not a valid SubjectPublicKeyInfo");
        }

        return (oid, scheme) switch
        {
            (EcPublicKey, KeyScheme.Usual) => EcdsaPublicKey.Import(der, algorithm, hash),
            (RsaEncryption, KeyScheme.Usual or KeyScheme.RsaPss) => RsaPublicKey.Import(der, scheme, hash),
            (Ed25519Oid, KeyScheme.Usual or KeyScheme.Ed25519ph) => Ed25519PublicKey.Import(algorithm, bits, scheme, hash),
            (EcPublicKey or RsaEncryption or Ed25519Oid, _) => (null, $"scheme {scheme} does not fit a key of algorithm {oid}"),
            _ => (null, $"algorithm {oid} is not supported: use ECDSA (P-256, P-384, P-521), RSA or Ed25519"),
        };
    }
}
