using System.Text.Json;
using ImageGate.Sigstore.Log;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Sigstore.Tests.Log;

public sealed class MerkleProofTests
{
    [Fact]
    public void Every_leaf_of_every_small_tree_is_proven_at_its_own_index_only()
    {
        for (int size = 1; size <= 33; size++)
        {
            var tree = new VirtualTree();
            byte[][] leaves = [.. Enumerable.Range(0, size).Select(leaf => BitConverter.GetBytes(leaf))];
            Array.ForEach(leaves, leaf => tree.Add(leaf));
            byte[] root = tree.Root();
            for (int index = 0; index < size; index++)
            {
                byte[][] path = [.. tree.Path(index)];
                byte[] leaf = MerkleProof.LeafHash(leaves[index]);

                MerkleProof.Verify(leaf, index, size, path, root).Should().BeTrue();
                for (int other = -1; other <= size; other++)
                {
                    MerkleProof.Verify(leaf, other, size, path, root).Should().Be(other == index, "leaf {0} of {1} at {2}", index, size, other);
                }

                MerkleProof.Verify(leaf, index, size, [.. path, root], root).Should().BeFalse("a hash too many");
                MerkleProof.Verify(leaf, index, size, path.Length == 0 ? [root] : path[..^1], root).Should().BeFalse("a hash too few");
                MerkleProof.Verify(leaf, index, size, [.. path.Select(hash => hash[..31])], root).Should().Be(path.Length == 0);
            }
        }
    }

    [Fact]
    public void A_node_is_no_leaf()
    {
        var tree = new VirtualTree();
        tree.Add([1]);
        tree.Add([2]);
        byte[] children = [.. MerkleProof.LeafHash([1]), .. MerkleProof.LeafHash([2])];

        MerkleProof.Verify(MerkleProof.LeafHash(children), 0, 1, [], tree.Root()).Should().BeFalse();
    }

    [SkippableFact]
    public void Every_vector_is_judged_as_its_authors_do()
    {
        int right = 0;
        foreach (string file in Directory.EnumerateFiles(VectorFolder.PathOf("merkle", "testdata", "inclusion"), "*.json", SearchOption.AllDirectories))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement vector = document.RootElement;
            bool verified = MerkleProof.Verify(
                Bytes(vector.GetProperty("leafHash")),
                (long)Math.Min(vector.GetProperty("leafIdx").GetUInt64(), long.MaxValue),
                (long)Math.Min(vector.GetProperty("treeSize").GetUInt64(), long.MaxValue),
                vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } proof ? [.. proof.EnumerateArray().Select(Bytes)] : [],
                Bytes(vector.GetProperty("root")));

            verified.Should().Be(!vector.GetProperty("wantErr").GetBoolean(), file);
            right++;
        }

        right.Should().Be(98);
    }

    private static byte[] Bytes(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetBytesFromBase64() : [];
}
