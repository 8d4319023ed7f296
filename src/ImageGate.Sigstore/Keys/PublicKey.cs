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
        Fingerprint = Digest.Of(subjectPublicKeyInfo).Hex;
    }

    /// <summary>For people: <c>ECDSA P-256</c>, <c>RSA 3072</c>, <c>Ed25519</c>.</summary>
    public string Algorithm { get; }

    /// <summary>
    /// The sha256 of the key's SubjectPublicKeyInfo in hex, re-encoded in the one canonical way, so that one key in two
    /// encodings is one key.
    /// </summary>
    public string Fingerprint { get; }

    /// <summary>Reads a DER SubjectPublicKeyInfo.</summary>
    /// <param name="subjectPublicKeyInfo">The key, and nothing after it.</param>
    /// <param name="hash">What the signatures hash with.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="error">Why there is none, for people: not such a structure, an algorithm or size that is not accepted, a hash that does not fit.</param>
    public static bool TryImport(
        ReadOnlySpan<byte> subjectPublicKeyInfo,
        KeyHash hash,
        [NotNullWhen(true)] out PublicKey? key,
        [NotNullWhen(false)] out string? error)
    {
        try
        {
            (key, error) = Import(subjectPublicKeyInfo.ToArray(), hash);
        }
        catch (Exception malformed) when (malformed is CryptographicException or AsnContentException)
        {
            (key, error) = (null, "not a valid SubjectPublicKeyInfo");
        }

        return key is not null;
    }

    /// <summary>Whether this key made <paramref name="signature"/> over <paramref name="message"/>. Never throws for bad input.</summary>
    internal abstract bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

    private static (PublicKey? Key, string? Error) Import(byte[] der, KeyHash hash)
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

        return oid switch
        {
            EcPublicKey => EcdsaPublicKey.Import(der, algorithm, hash),
            RsaEncryption => RsaPublicKey.Import(der, hash),
            Ed25519Oid => Ed25519PublicKey.Import(algorithm, bits, hash),
            _ => (null, $"algorithm {oid} is not supported: use ECDSA (P-256, P-384, P-521), RSA or Ed25519"),
        };
    }
}
