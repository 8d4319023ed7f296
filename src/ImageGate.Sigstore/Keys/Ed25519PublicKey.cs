using System.Collections.Frozen;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>Pure Ed25519. Source: RFC 8032, 5.1.7; RFC 8410 (keys).</summary>
internal sealed class Ed25519PublicKey : PublicKey
{
    private const int KeyBytes = 32;
    private const int SignatureBytes = 64;

    // The y of all points whose order divides 8, and of those in their second spelling (y + p). The sign of x is the highest bit.
    private static readonly FrozenSet<string> SmallOrder = new[]
    {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly OpenSslEd25519 _key;

    private Ed25519PublicKey(OpenSslEd25519 key, byte[] subjectPublicKeyInfo)
        : base("Ed25519", subjectPublicKeyInfo) => _key = key;

    public static (PublicKey? Key, string? Error) Import(AsnReader parameters, byte[] point, KeyScheme scheme, KeyHash hash)
    {
        if (hash != KeyHash.Default)
        {
            return (null, "an Ed25519 key has its own hash: leave `hash` out");
        }

        if (parameters.HasData || point.Length != KeyBytes)
        {
            return (null, "not a valid Ed25519 key");
        }

        if (HasSmallOrder(point))
        {
            return (null, "an Ed25519 key of small order is not supported: anybody can sign for it");
        }

        byte[] subjectPublicKeyInfo = Encode(point);
        return scheme == KeyScheme.Ed25519ph
            ? Ed25519phPublicKey.Import(point, subjectPublicKeyInfo)
            : (new Ed25519PublicKey(OpenSslEd25519.Import(point), subjectPublicKeyInfo), null);
    }

    internal override HashAlgorithmName? UsualHash => null;

    internal override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && _key.Verify(message, signature);

    private protected override bool VerifyDigest(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature) => false;

    // OpenSSL takes them, and for these keys signatures without any private key fit one message in eight, or every one.
    private static bool HasSmallOrder(byte[] point) => SmallOrder.Contains(Convert.ToHexStringLower([.. point[..^1], (byte)(point[^1] & 0x7f)]));

    private static byte[] Encode(byte[] point)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.101.112");
            }

            writer.WriteBitString(point);
        }

        return writer.Encode();
    }
}
