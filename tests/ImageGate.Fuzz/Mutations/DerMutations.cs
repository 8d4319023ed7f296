namespace ImageGate.Fuzz.Mutations;

/// <summary>Changes of DER: lengths that lie, elements too many and too few, nesting; the lengths around them right or not.</summary>
internal static class DerMutations
{
    private const int MostDepth = 2_000;

    private static readonly byte[][] Lengths =
    [
        [0x00], [0x01], [0x7F], [0x80], [0x81, 0x00], [0x81, 0x05], [0x81, 0xFF], [0x82, 0x00, 0x05], [0x84, 0x7F, 0xFF, 0xFF, 0xFF],
        [0x84, 0xFF, 0xFF, 0xFF, 0xFF], [0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF],
    ];

    private static readonly byte[][] Elements =
    [
        [0x05, 0x00], [0x30, 0x00], [0x31, 0x00], [0x02, 0x00], [0x02, 0x01, 0x80], [0x02, 0x02, 0x00, 0x01], [0x01, 0x01, 0x01], [0x01, 0x01, 0xFF],
        [0x03, 0x00], [0x03, 0x01, 0x07], [0x03, 0x02, 0x07, 0xFF], [0x04, 0x00], [0x06, 0x00], [0x06, 0x01, 0x80], [0x06, 0x03, 0x88, 0x37, 0x01],
        [0x0C, 0x02, 0xC3, 0x28], [0x0C, 0x00], [0x24, 0x80, 0x00, 0x00], [0x30, 0x80, 0x00, 0x00], [0x1F, 0x81, 0x00, 0x00], [0xA0, 0x00], [0x80, 0x00],
        [0x17, 0x0D, .. "991231235959Z"u8], [0x17, 0x0D, .. "000230000000Z"u8], [0x18, 0x0F, .. "99991231235959Z"u8], [0x18, 0x0F, .. "00000101000000Z"u8],
        [0x18, 0x15, .. "20260601120000.12345Z"u8], [0x02, 0x09, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    public static byte[] Change(byte[] input, byte[] other, Random random)
    {
        var all = new List<DerNode>();
        DerNode? root = DerNode.Read(input, all);
        if (root is null)
        {
            return ByteMutations.Change(input, other, random);
        }

        DerNode node = all[random.Next(all.Count)];
        switch (random.Next(11))
        {
            case 0:
                node.Length = Lengths[random.Next(Lengths.Length)];
                break;
            case 1:
                node.Instead = [];
                break;
            case 2:
                node.Instead = [.. node.Encode(), .. node.Encode()];
                break;
            case 3 or 4:
                node.Instead = Elements[random.Next(Elements.Length)];
                break;
            case 5:
                node.Instead = all[random.Next(all.Count)].Encode();
                break;
            case 6:
                node.Tag = (byte)random.Next(256);
                break;
            case 7:
                node.Instead = Nest(node.Encode(), random);
                break;
            case 8:
                node.Instead = [.. node.Encode(), .. Elements[random.Next(Elements.Length)]];
                break;
            case 9:
                node.Content = ByteMutations.Change(node.Content, node.Content, random);
                break;
            default:
                return [.. root.Encode(), .. Elements[random.Next(Elements.Length)]];
        }

        return root.Encode();
    }

    private static byte[] Nest(byte[] element, Random random)
    {
        int depth = random.Next(8) == 0 ? random.Next(MostDepth) : random.Next(20);

        // Indefinite lengths cost two bytes a level; nobody checks them before the end.
        return random.Next(2) == 0
            ? [.. ByteMutations.Repeat([0x30, 0x80], depth), .. element, .. ByteMutations.Repeat([0x00, 0x00], depth)]
            : DerNode.Nest(element, 0x30, Math.Min(depth, 200));
    }
}
