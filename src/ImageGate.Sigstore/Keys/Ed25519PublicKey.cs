using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>Pure Ed25519. Source: RFC 8032, 5.1.7; RFC 8410 (keys).</summary>
internal sealed class Ed25519PublicKey : PublicKey
{
    private const int KeyBytes = 32;
    private const int SignatureBytes = 64;

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

        byte[] subjectPublicKeyInfo = Encode(point);
        return scheme == KeyScheme.Ed25519ph
            ? Ed25519phPublicKey.Import(point, subjectPublicKeyInfo)
            : (new Ed25519PublicKey(OpenSslEd25519.Import(point), subjectPublicKeyInfo), null);
    }

    internal override HashAlgorithmName? UsualHash => null;

    internal override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && _key.Verify(message, signature);

    private protected override bool VerifyDigest(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature) => false;

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
