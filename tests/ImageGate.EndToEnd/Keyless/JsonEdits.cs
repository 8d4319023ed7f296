using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>Changes of one place of a JSON document; a place is written <c>a/0/b</c>.</summary>
internal static class JsonEdits
{
    public static JsonNode At(this JsonNode node, string path) => path.Split('/').Aggregate(node, Step);

    public static byte[] Bytes(this JsonNode node, string path) => Convert.FromBase64String(node.At(path).GetValue<string>());

    public static void Put(this JsonNode node, string path, JsonNode? value)
    {
        int last = path.LastIndexOf('/');
        JsonNode parent = last < 0 ? node : node.At(path[..last]);
        string name = path[(last + 1)..];
        if (parent is JsonArray array)
        {
            array[int.Parse(name, CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[name] = value;
        }
    }

    public static void TakeOut(this JsonNode node, string path)
    {
        int last = path.LastIndexOf('/');
        (last < 0 ? node : node.At(path[..last])).AsObject().Remove(path[(last + 1)..]).Should().BeTrue("{0} must be there to be taken out", path);
    }

    /// <summary>Changes one bit of base64 bytes.</summary>
    /// <param name="node">The document.</param>
    /// <param name="path">Where the bytes are.</param>
    /// <param name="fromEnd">Which byte, counted from the last.</param>
    public static void Flip(this JsonNode node, string path, int fromEnd = 1)
    {
        byte[] bytes = node.Bytes(path);
        bytes[^fromEnd] ^= 1;
        node.Put(path, Convert.ToBase64String(bytes));
    }

    /// <summary>Changes the character behind a text inside of base64 bytes; it stays a digit, so that what it is part of can be read.</summary>
    public static void ChangeBehind(this JsonNode node, string path, string text)
    {
        byte[] bytes = node.Bytes(path);
        int place = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        place.Should().BeGreaterThan(0, "{0} must be there", text);
        ref byte character = ref bytes[place + Encoding.UTF8.GetByteCount(text)];
        character = character == (byte)'1' ? (byte)'0' : (byte)'1';
        node.Put(path, Convert.ToBase64String(bytes));
    }

    private static JsonNode Step(JsonNode node, string name) =>
        (node is JsonArray array ? array[int.Parse(name, CultureInfo.InvariantCulture)] : node[name]) ?? throw new InvalidDataException($"no {name} in {node.ToJsonString()}");
}
