using System.Security.Cryptography;

namespace ImageGate.Testing.Sigstore;

/// <summary>A Merkle tree by the recursive definition, which the verifier does not use. Source: RFC 9162, 2.1.1 and 2.1.3.1.</summary>
public sealed class VirtualTree
{
    private readonly List<byte[]> _leaves = [];

    public int Size => _leaves.Count;

    /// <summary>Returns the leaf's index.</summary>
    public int Add(byte[] leaf)
    {
        _leaves.Add(SHA256.HashData([0, .. leaf]));
        return _leaves.Count - 1;
    }

    public byte[] Root() => Hash(0, _leaves.Count);

    public IReadOnlyList<byte[]> Path(int index) => Path(index, 0, _leaves.Count);

    private byte[] Hash(int from, int to) =>
        to == from ? SHA256.HashData([])
        : to - from == 1 ? _leaves[from]
        : SHA256.HashData([1, .. Hash(from, Split(from, to)), .. Hash(Split(from, to), to)]);

    private IReadOnlyList<byte[]> Path(int index, int from, int to) =>
        to - from <= 1 ? []
        : index < Split(from, to) ? [.. Path(index, from, Split(from, to)), Hash(Split(from, to), to)]
        : [.. Path(index, Split(from, to), to), Hash(from, Split(from, to))];

    // "k is the largest power of two smaller than n".
    private static int Split(int from, int to)
    {
        int power = 1;
        while (power * 2 < to - from)
        {
            power *= 2;
        }

        return from + power;
    }
}
