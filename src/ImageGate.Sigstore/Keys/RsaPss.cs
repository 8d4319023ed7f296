using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>
/// RSASSA-PSS with a salt of any length. .NET 10 verifies only salts as long as the hash, and Go signs with the longest that
/// fits. Everything here is public, so nothing has to run in constant time.
/// </summary>
/// <remarks>Source: RFC 8017, 8.1.2 (RSASSA-PSS-VERIFY), 9.1.2 (EMSA-PSS-VERIFY), B.2.1 (MGF1, with the signature's hash).</remarks>
internal sealed class RsaPss
{
    private const byte Trailer = 0xbc;

    private readonly BigInteger _modulus;
    private readonly BigInteger _exponent;
    private readonly int _modulusBytes;
    private readonly int _encodedBits;

    public RsaPss(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        _modulus = new BigInteger(modulus, isUnsigned: true, isBigEndian: true);
        _exponent = new BigInteger(exponent, isUnsigned: true, isBigEndian: true);
        _modulusBytes = modulus.Length;
        _encodedBits = (int)_modulus.GetBitLength() - 1;
    }

    public bool Verify(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature) =>
        Recover(signature) is { } encoded && IsConsistent(digest, hash, encoded);

    /// <summary>The encoded message EM, or null when the signature is none for this modulus.</summary>
    private byte[]? Recover(ReadOnlySpan<byte> signature)
    {
        var number = new BigInteger(signature, isUnsigned: true, isBigEndian: true);
        if (signature.Length != _modulusBytes || number >= _modulus)
        {
            return null;
        }

        var message = BigInteger.ModPow(number, _exponent, _modulus);
        byte[] encoded = new byte[(_encodedBits + 7) / 8];
        int length = message.GetByteCount(isUnsigned: true);
        if (length > encoded.Length)
        {
            return null;
        }

        return message.TryWriteBytes(encoded.AsSpan(encoded.Length - length), out _, isUnsigned: true, isBigEndian: true) ? encoded : null;
    }

    private bool IsConsistent(ReadOnlySpan<byte> digest, HashAlgorithmName hash, byte[] encoded)
    {
        if (encoded.Length < digest.Length + 2 || encoded[^1] != Trailer)
        {
            return false;
        }

        Span<byte> block = encoded.AsSpan(0, encoded.Length - digest.Length - 1);
        ReadOnlySpan<byte> inner = encoded.AsSpan(block.Length, digest.Length);
        int unusedBits = (8 * encoded.Length) - _encodedBits;
        if (block[0] >> (8 - unusedBits) != 0)
        {
            return false;
        }

        Unmask(block, inner, hash);
        block[0] &= (byte)(0xff >> unusedBits);

        // The padding is zeros and a one; what follows is the salt, however long.
        int one = block.IndexOfAnyExcept((byte)0);
        if (one < 0 || block[one] != 1)
        {
            return false;
        }

        using var outer = IncrementalHash.CreateHash(hash);
        outer.AppendData([0, 0, 0, 0, 0, 0, 0, 0]);
        outer.AppendData(digest);
        outer.AppendData(block[(one + 1)..]);
        return inner.SequenceEqual(outer.GetHashAndReset());
    }

    /// <summary>XORs MGF1(seed) onto the block.</summary>
    private static void Unmask(Span<byte> block, ReadOnlySpan<byte> seed, HashAlgorithmName hash)
    {
        using var mask = IncrementalHash.CreateHash(hash);
        byte[] counter = new byte[4];
        for (int done = 0, number = 0; done < block.Length; number++)
        {
            BinaryPrimitives.WriteInt32BigEndian(counter, number);
            mask.AppendData(seed);
            mask.AppendData(counter);
            foreach (byte octet in mask.GetHashAndReset())
            {
                if (done < block.Length)
                {
                    block[done++] ^= octet;
                }
            }
        }
    }
}
