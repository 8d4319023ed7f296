using System.Numerics;
using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Tests;

/// <summary>Signs with Ed25519 in both variants. Source: RFC 8032, 5.1.5 and 5.1.6.</summary>
internal sealed class Ed25519TestKey
{
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", null);
    private static readonly byte[] Prehashed = [.. "SigEd25519 no Ed25519 collisions"u8, 1, 0];

    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;
    private readonly byte[] _point;

    public Ed25519TestKey()
    {
        byte[] hash = SHA512.HashData(RandomNumberGenerator.GetBytes(32));
        hash[0] &= 0xf8;
        hash[31] = (byte)((hash[31] & 0x7f) | 0x40);
        _scalar = Number(hash.AsSpan(0, 32));
        _prefix = hash[32..];
        _point = Multiply(_scalar);
    }

    public PublicKey Public => TestKeys.ImportEd25519(_point);

    public byte[] Sign(ReadOnlySpan<byte> message) => Sign([], message.ToArray());

    public byte[] SignPrehashed(ReadOnlySpan<byte> message) => Sign(Prehashed, SHA512.HashData(message));

    private byte[] Sign(byte[] domain, byte[] message)
    {
        BigInteger nonce = Number(SHA512.HashData([.. domain, .. _prefix, .. message])) % Order;
        byte[] r = Multiply(nonce);
        BigInteger s = (nonce + (Number(SHA512.HashData([.. domain, .. r, .. _point, .. message])) * _scalar)) % Order;
        byte[] encoded = new byte[32];
        s.TryWriteBytes(encoded, out _, isUnsigned: true);
        return [.. r, .. encoded];
    }

    private static BigInteger Number(ReadOnlySpan<byte> octets) => new(octets, isUnsigned: true);

    // Any point will do for the other summand, which is taken no times.
    private static byte[] Multiply(BigInteger scalar) =>
        Edwards25519.BaseAndPoint(scalar % Order, BigInteger.Zero, Edwards25519.TryDecode(Convert.FromHexString("5866666666666666666666666666666666666666666666666666666666666666"))!).Encode();
}
