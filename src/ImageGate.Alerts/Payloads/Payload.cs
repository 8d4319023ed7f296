using System.Text;
using System.Text.Json.Nodes;

namespace ImageGate.Alerts.Payloads;

/// <summary>The body that a receiver gets.</summary>
internal static class Payload
{
    /// <summary>UTF-8 JSON in the receiver's format, with its own fields.</summary>
    public static byte[] Of(ReceiverSettings receiver, Alert alert, string cluster, string instance)
    {
        JsonNode body = receiver.Format.Write(alert, new PayloadContext(cluster, receiver.Priority, instance));
        if (receiver.PayloadFields is { } fields && body is JsonObject members)
        {
            Merge(members, fields);
        }

        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    // Objects grow together, everything else is replaced. Depth is bounded by that of the configuration.
    private static void Merge(JsonObject into, JsonObject fields)
    {
        foreach ((string name, JsonNode? value) in fields)
        {
            if (value is JsonObject deeper && into[name] is JsonObject there)
            {
                Merge(there, deeper);
            }
            else
            {
                into[name] = value?.DeepClone();
            }
        }
    }
}
