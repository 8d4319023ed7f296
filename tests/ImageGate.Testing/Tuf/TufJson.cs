using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Tuf;

/// <summary>The canonical form that TUF signs, written apart from the product's so that one can be held against the other.</summary>
public static class TufJson
{
    public static byte[] Canonical(JsonNode? node) => Encoding.UTF8.GetBytes(Text(node));

    /// <summary>An envelope around <paramref name="signed"/>.</summary>
    public static JsonObject Sign(JsonObject signed, IEnumerable<TufSigner> signers)
    {
        byte[] message = Canonical(signed);
        return new JsonObject
        {
            ["signatures"] = new JsonArray([.. signers.Select(signer => signer.Sign(message))]),
            ["signed"] = signed,
        };
    }

    public static byte[] Bytes(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static string Text(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(",", members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{Quoted(member.Key)}:{Text(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(",", items.Select(Text)) + "]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        _ => node?.ToJsonString() ?? "null",
    };

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
