using System.Buffers.Binary;

namespace ImageGate.Fuzz.Mutations;

/// <summary>Changes that need to know nothing of the input.</summary>
internal static class ByteMutations
{
    private const int MostRange = 64;
    private const int MostCopies = 40;

    private static readonly long[] Boundaries =
        [0, 1, -1, sbyte.MaxValue, byte.MaxValue, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    public static byte[] Change(byte[] input, byte[] other, Random random)
    {
        (int from, int to) = Range(input.Length, random);
        switch (random.Next(9))
        {
            case 0:
                return Set(input, random, octet => (byte)(octet ^ (1 << random.Next(8))));
            case 1:
                return Set(input, random, _ => (byte)random.Next(256));
            case 2:
                return Splice(input, from, to, []);
            case 3:
                return Splice(input, to, to, input[from..to]);
            case 4:
                byte[] noise = new byte[random.Next(1, 16)];
                random.NextBytes(noise);
                return Splice(input, from, from, noise);
            case 5:
                return input[..random.Next(input.Length + 1)];
            case 6:
                return [.. input[..from], .. other[random.Next(other.Length + 1)..]];
            case 7:
                return Splice(input, to, to, Repeat(input[from..to], random.Next(1, MostCopies)));
            default:
                byte[] number = new byte[sizeof(long)];
                BinaryPrimitives.WriteInt64BigEndian(number, Boundaries[random.Next(Boundaries.Length)]);
                int width = 1 << random.Next(4);
                return Splice(input, from, Math.Min(input.Length, from + width), number[^width..]);
        }
    }

    /// <summary>The input with other bytes in place of a range.</summary>
    public static byte[] Splice(byte[] input, int from, int to, ReadOnlySpan<byte> instead) => [.. input.AsSpan(0, from), .. instead, .. input.AsSpan(to)];

    public static byte[] Repeat(ReadOnlySpan<byte> bytes, int count)
    {
        byte[] repeated = new byte[bytes.Length * count];
        for (int copy = 0; copy < count; copy++)
        {
            bytes.CopyTo(repeated.AsSpan(copy * bytes.Length));
        }

        return repeated;
    }

    private static (int From, int To) Range(int length, Random random)
    {
        int from = random.Next(length + 1);
        return (from, Math.Min(length, from + random.Next(1, MostRange)));
    }

    private static byte[] Set(byte[] input, Random random, Func<byte, byte> change)
    {
        byte[] changed = [.. input];
        if (changed.Length > 0)
        {
            int place = random.Next(changed.Length);
            changed[place] = change(changed[place]);
        }

        return changed;
    }
}
