using System.Numerics;

namespace ImageGate.Sigstore.Keys;

/// <summary>
/// A point of edwards25519 in extended coordinates. For verification only: everything is public, so the arithmetic need not
/// run in constant time, and 3 ms a verification is enough for the rare Ed25519ph.
/// </summary>
/// <remarks>Source: RFC 8032, 5.1.</remarks>
internal sealed class Edwards25519
{
    private const int Bytes = 32;

    private static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger Order = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
    private static readonly BigInteger D = Mod(-121665 * Invert(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (P - 1) / 4, P);
    private static readonly Edwards25519 Zero = new(0, 1, 1, 0);
    private static readonly Edwards25519 Base = FindBase();

    private readonly BigInteger _x;
    private readonly BigInteger _y;
    private readonly BigInteger _z;
    private readonly BigInteger _t;

    private Edwards25519(BigInteger x, BigInteger y, BigInteger z, BigInteger t) => (_x, _y, _z, _t) = (x, y, z, t);

    /// <summary>Reads 32 bytes, strictly: null for y not below p, for no point of the curve, and for the second spelling of x = 0.</summary>
    /// <remarks>Source: RFC 8032, 5.1.3.</remarks>
    public static Edwards25519? TryDecode(ReadOnlySpan<byte> encoded)
    {
        if (encoded.Length != Bytes)
        {
            return null;
        }

        byte[] octets = encoded.ToArray();
        bool odd = octets[^1] >> 7 == 1;
        octets[^1] &= 0x7f;
        var y = new BigInteger(octets, isUnsigned: true);
        return y < P && TryFindX(y, odd) is { } x ? new Edwards25519(x, y, 1, Mod(x * y)) : null;
    }

    /// <summary>Reads a scalar of 32 bytes; false when it is not below the group's order (a second form of one signature).</summary>
    public static bool TryDecodeScalar(ReadOnlySpan<byte> encoded, out BigInteger scalar)
    {
        scalar = new BigInteger(encoded, isUnsigned: true);
        return encoded.Length == Bytes && scalar < Order;
    }

    /// <summary>A hash as a scalar.</summary>
    public static BigInteger Reduce(ReadOnlySpan<byte> hash) => new BigInteger(hash, isUnsigned: true) % Order;

    /// <summary>[<paramref name="s"/>]B + [<paramref name="k"/>]<paramref name="point"/>, both at once (Straus).</summary>
    public static Edwards25519 BaseAndPoint(BigInteger s, BigInteger k, Edwards25519 point)
    {
        Edwards25519 both = Add(Base, point);
        Edwards25519 sum = Zero;
        for (int bit = (int)Math.Max(s.GetBitLength(), k.GetBitLength()) - 1; bit >= 0; bit--)
        {
            sum = Add(sum, sum);
            bool inS = !(s >> bit).IsEven;
            bool inK = !(k >> bit).IsEven;
            sum = (inS, inK) switch
            {
                (true, true) => Add(sum, both),
                (true, false) => Add(sum, Base),
                (false, true) => Add(sum, point),
                _ => sum,
            };
        }

        return sum;
    }

    public Edwards25519 Negate() => new(Mod(-_x), _y, _z, Mod(-_t));

    public byte[] Encode()
    {
        BigInteger inverse = Invert(_z);
        BigInteger x = Mod(_x * inverse);
        byte[] encoded = new byte[Bytes];
        Mod(_y * inverse).TryWriteBytes(encoded, out _, isUnsigned: true);
        encoded[^1] |= (byte)(x.IsEven ? 0 : 0x80);
        return encoded;
    }

    /// <remarks>Source: RFC 8032, 5.1.4; complete, so it doubles as well.</remarks>
    private static Edwards25519 Add(Edwards25519 p, Edwards25519 q)
    {
        BigInteger a = Mod((p._y - p._x) * (q._y - q._x));
        BigInteger b = Mod((p._y + p._x) * (q._y + q._x));
        BigInteger c = Mod(2 * p._t * Mod(q._t * D));
        BigInteger d = Mod(2 * p._z * q._z);
        BigInteger e = b - a;
        BigInteger f = d - c;
        BigInteger g = d + c;
        BigInteger h = b + a;
        return new Edwards25519(Mod(e * f), Mod(g * h), Mod(f * g), Mod(e * h));
    }

    private static BigInteger? TryFindX(BigInteger y, bool odd)
    {
        BigInteger square = Mod((y * y) - 1) * Invert(Mod((D * y * y) + 1));
        var x = BigInteger.ModPow(Mod(square), (P + 3) / 8, P);
        if (Mod((x * x) - square) != 0)
        {
            x = Mod(x * RootOfMinusOne);
        }

        if (Mod((x * x) - square) != 0 || (x.IsZero && odd))
        {
            return null;
        }

        return x.IsEven == odd ? P - x : x;
    }

    private static Edwards25519 FindBase()
    {
        BigInteger y = Mod(4 * Invert(5));
        BigInteger x = TryFindX(y, odd: false) ?? throw new System.Diagnostics.UnreachableException();
        return new Edwards25519(x, y, 1, Mod(x * y));
    }

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Mod(value), P - 2, P);

    private static BigInteger Mod(BigInteger value)
    {
        BigInteger rest = value % P;
        return rest.Sign < 0 ? rest + P : rest;
    }
}
