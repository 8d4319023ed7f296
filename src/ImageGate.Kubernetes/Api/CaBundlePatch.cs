using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api.Objects;

namespace ImageGate.Kubernetes.Api;

/// <summary>
/// The JSON patch that writes a CA bundle into every webhook of a configuration. It tests each webhook's name, so that no
/// place means another webhook, and carries the version, so that a change in between is a conflict (409).
/// </summary>
/// <remarks>Source: RFC 6902. Apply is not used: it would own, and could recreate, webhooks that somebody removed.</remarks>
internal static class CaBundlePatch
{
    /// <summary>The patch.</summary>
    public static byte[] For(WebhookConfiguration configuration, ReadOnlySpan<byte> caBundle)
    {
        string bundle = Convert.ToBase64String(caBundle);
        var operations = new JsonArray(Operation("replace", "/metadata/resourceVersion", configuration.Metadata.ResourceVersion!));
        for (int index = 0; index < configuration.Webhooks.Count; index++)
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"/webhooks/{index}");
            operations.Add((JsonNode)Operation("test", place + "/name", configuration.Webhooks[index].Name));
            operations.Add((JsonNode)Operation("add", place + "/clientConfig/caBundle", bundle));
        }

        return Encoding.UTF8.GetBytes(operations.ToJsonString());
    }

    private static JsonObject Operation(string operation, string path, string value) => new() { ["op"] = operation, ["path"] = path, ["value"] = value };
}
