using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>Ed25519ph with an empty context: Ed25519 over the SHA-512 of the message. Source: RFC 8032, 5.1.</summary>
internal sealed class Ed25519phPublicKey : PublicKey
{
    private const int SignatureBytes = 64;
    private const int HalfBytes = 32;

    // dom2(1, ""): "SigEd25519 no Ed25519 collisions", the flag for pre-hashed, the context's length.
    private static readonly byte[] Domain = [.. "SigEd25519 no Ed25519 collisions"u8, 1, 0];

    private readonly byte[] _encoded;
    private readonly Edwards25519 _minusKey;

    private Ed25519phPublicKey(byte[] encoded, Edwards25519 key, byte[] subjectPublicKeyInfo)
        : base("Ed25519ph", subjectPublicKeyInfo)
    {
        _encoded = encoded;
        _minusKey = key.Negate();
    }

    public static (PublicKey? Key, string? Error) Import(byte[] point, byte[] subjectPublicKeyInfo) =>
        Edwards25519.TryDecode(point) is { } key
            ? (new Ed25519phPublicKey(point, key, subjectPublicKeyInfo), null)
            : (null, "not a valid Ed25519 key");

    internal override HashAlgorithmName? UsualHash => HashAlgorithmName.SHA512;

    internal override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) => Verify(message, signature, HashAlgorithmName.SHA512);

    /// <summary>The strict, cofactorless equation: encode([S]B - [k]A) is R byte by byte, and S is below the group's order.</summary>
    /// <remarks>Source: RFC 8032, 5.1.7.</remarks>
    private protected override bool VerifyDigest(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature)
    {
        if (hash != HashAlgorithmName.SHA512 || signature.Length != SignatureBytes
            || !Edwards25519.TryDecodeScalar(signature[HalfBytes..], out System.Numerics.BigInteger s))
        {
            return false;
        }

        ReadOnlySpan<byte> r = signature[..HalfBytes];
        byte[] challenge = SHA512.HashData([.. Domain, .. r, .. _encoded, .. digest]);
        return Edwards25519.BaseAndPoint(s, Edwards25519.Reduce(challenge), _minusKey).Encode().AsSpan().SequenceEqual(r);
    }
}
