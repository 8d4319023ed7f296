namespace ImageGate.Fuzz.Mutations;

/// <summary>An element of DER that can be changed; the lengths around it follow.</summary>
internal sealed class DerNode
{
    private const byte ConstructedBit = 0x20;
    private const byte OctetString = 0x04;
    private const int MaxDepth = 40;

    private readonly List<DerNode> _children = [];

    private DerNode(byte tag, byte[] content)
    {
        Tag = tag;
        Content = content;
    }

    public byte Tag { get; set; }

    /// <summary>What is inside; setting it forgets the elements in it.</summary>
    public byte[] Content
    {
        get => _children.Count == 0 ? field : [.. _children.SelectMany(child => child.Encode())];
        set
        {
            field = value;
            _children.Clear();
        }
    }

    /// <summary>A length that is written instead of the right one, or null.</summary>
    public byte[]? Length { get; set; }

    /// <summary>Bytes that are written instead of the element, or null.</summary>
    public byte[]? Instead { get; set; }

    /// <summary>Reads an element and all below it, also inside of OCTET STRINGs; null when the bytes are none, or more than one.</summary>
    public static DerNode? Read(ReadOnlySpan<byte> bytes, List<DerNode> all) => ReadAll(bytes, all, 0) is [var only] ? only : null;

    public static byte[] Nest(byte[] element, byte tag, int depth)
    {
        for (; depth > 0; depth--)
        {
            element = [tag, .. LengthOf(element.Length), .. element];
        }

        return element;
    }

    public byte[] Encode()
    {
        if (Instead is not null)
        {
            return Instead;
        }

        byte[] content = Content;
        return [Tag, .. Length ?? LengthOf(content.Length), .. content];
    }

    private static List<DerNode>? ReadAll(ReadOnlySpan<byte> bytes, List<DerNode> all, int depth)
    {
        var nodes = new List<DerNode>();
        while (!bytes.IsEmpty)
        {
            if (!TryReadHeader(bytes, out int header, out int length) || depth > MaxDepth)
            {
                return null;
            }

            var node = new DerNode(bytes[0], bytes.Slice(header, length).ToArray());
            if ((node.Tag & ConstructedBit) != 0 || node.Tag == OctetString)
            {
                var below = new List<DerNode>();
                if (ReadAll(bytes.Slice(header, length), below, depth + 1) is { } children)
                {
                    node._children.AddRange(children);
                    all.AddRange(below);
                }
            }

            nodes.Add(node);
            all.Add(node);
            bytes = bytes[(header + length)..];
        }

        return nodes;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, out int header, out int length)
    {
        (header, length) = (2, 0);
        if (bytes.Length < header || (bytes[0] & 0x1F) == 0x1F)
        {
            return false;
        }

        length = bytes[1];
        if (length >= 0x80)
        {
            int count = length & 0x7F;
            if (count is 0 or > 3 || bytes.Length < header + count)
            {
                return false;
            }

            length = 0;
            foreach (byte octet in bytes.Slice(header, count))
            {
                length = (length << 8) | octet;
            }

            header += count;
        }

        return length <= bytes.Length - header;
    }

    private static byte[] LengthOf(int length) => length switch
    {
        < 0x80 => [(byte)length],
        <= 0xFF => [0x81, (byte)length],
        <= 0xFFFF => [0x82, (byte)(length >> 8), (byte)length],
        _ => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
    };
}
