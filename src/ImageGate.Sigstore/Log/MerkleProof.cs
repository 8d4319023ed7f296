using System.Security.Cryptography;

namespace ImageGate.Sigstore.Log;

/// <summary>Inclusion of one leaf in a Merkle tree.</summary>
/// <remarks>Source: RFC 9162, 2.1.1 (hashes) and 2.1.3.2 (verifying an inclusion proof).</remarks>
internal static class MerkleProof
{
    /// <summary>SHA-256 of an empty prefix byte and the leaf's bytes.</summary>
    public static byte[] LeafHash(ReadOnlySpan<byte> leaf)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0x00]);
        hash.AppendData(leaf);
        return hash.GetHashAndReset();
    }

    /// <summary>Whether <paramref name="path"/> leads from the leaf at <paramref name="index"/> to <paramref name="root"/>, with no hash too many or too few.</summary>
    public static bool Verify(ReadOnlySpan<byte> leafHash, long index, long treeSize, IReadOnlyList<byte[]> path, ReadOnlySpan<byte> root)
    {
        if (index < 0 || index >= treeSize || leafHash.Length != SHA256.HashSizeInBytes || path.Any(hash => hash.Length != SHA256.HashSizeInBytes))
        {
            return false;
        }

        // "Set fn to leaf_index and sn to tree_size - 1. Set r to hash."
        ulong node = (ulong)index;
        ulong last = (ulong)treeSize - 1;
        byte[] reached = leafHash.ToArray();
        foreach (byte[] sibling in path)
        {
            // "If sn is 0, then stop the iteration and fail the proof verification."
            if (last == 0)
            {
                return false;
            }

            // "If LSB(fn) is set, or if fn is equal to sn, then: set r to HASH(0x01 || p || r)."
            bool isRight = (node & 1) == 1 || node == last;
            reached = isRight ? NodeHash(sibling, reached) : NodeHash(reached, sibling);

            // "If LSB(fn) is not set, then right-shift both fn and sn equally until either LSB(fn) is set or fn is 0."
            while (isRight && (node & 1) == 0 && node != 0)
            {
                node >>= 1;
                last >>= 1;
            }

            node >>= 1;
            last >>= 1;
        }

        // "Compare sn to 0. Compare r against the root_hash."
        return last == 0 && root.SequenceEqual(reached);
    }

    private static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> node = stackalloc byte[1 + (2 * SHA256.HashSizeInBytes)];
        node[0] = 0x01;
        left.CopyTo(node[1..]);
        right.CopyTo(node[(1 + SHA256.HashSizeInBytes)..]);
        return SHA256.HashData(node);
    }
}
