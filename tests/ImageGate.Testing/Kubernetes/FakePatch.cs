using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageGate.Testing.Kubernetes;

/// <summary>Applies patches to objects. Source: RFC 6902 (add, replace, test of members) and RFC 7396.</summary>
internal static class FakePatch
{
    /// <summary>False when a test fails.</summary>
    public static bool Apply(JsonObject target, JsonArray operations)
    {
        foreach (JsonNode? operation in operations)
        {
            string[] path = ((string)operation!["path"]!).Split('/')[1..];
            JsonNode parent = path[..^1].Aggregate((JsonNode)target, (node, segment) =>
                node is JsonArray array ? array[int.Parse(segment, CultureInfo.InvariantCulture)]! : node[segment]!);
            if ((string)operation["op"]! != "test")
            {
                parent[path[^1]] = operation["value"]!.DeepClone();
            }
            else if (!JsonNode.DeepEquals(parent[path[^1]], operation["value"]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Writes the fields of a patch over those of an object.</summary>
    public static void Merge(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            switch (value, target[name])
            {
                case (null, _):
                    target.Remove(name);
                    break;
                case (JsonObject change, JsonObject before):
                    Merge(before, change);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
