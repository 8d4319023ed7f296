using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.Kubernetes.Tests.Admission;

/// <summary>The part of RFC 6902 that is used: test and replace.</summary>
internal static class PatchApplier
{
    public static JsonNode Apply(JsonNode root, string patch)
    {
        JsonNode patched = root.DeepClone();
        foreach (JsonNode? operation in JsonNode.Parse(patch)!.AsArray())
        {
            string[] path = operation!["path"]!.GetValue<string>().Split('/')[1..];
            JsonNode parent = path[..^1].Aggregate(patched, (node, name) => (node is JsonArray array ? array[int.Parse(name, null)] : node[name])!);
            switch (operation["op"]!.GetValue<string>())
            {
                case "test":
                    JsonNode.DeepEquals(parent[path[^1]], operation["value"]).Should().BeTrue();
                    break;
                case "replace":
                    parent[path[^1]] = operation["value"]!.DeepClone();
                    break;
                default:
                    throw new InvalidOperationException(operation.ToJsonString());
            }
        }

        return patched;
    }

    public static string Text(ReadOnlyMemory<byte> patch) => Encoding.UTF8.GetString(patch.Span);
}
