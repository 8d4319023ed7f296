using System.Text.Json;

namespace ImageGate.Kubernetes.Workloads;

/// <summary>Finds every image that an object names. What it does not fully understand it says so, and never skips.</summary>
/// <remarks>
/// Names are compared by case. The API server decodes what a client sends by case too, and sends us its own encoding of the
/// typed object: a field <c>Containers</c> that another decoder would take for <c>containers</c> does not reach us from it.
/// </remarks>
internal static class ImageFinder
{
    /// <summary>Finds the images of <paramref name="root"/>.</summary>
    /// <param name="kind">What the API server says that the object is.</param>
    /// <param name="resource">Where it was sent.</param>
    /// <param name="subResource">Which part of it was sent; empty for all of it.</param>
    /// <param name="root">The object: JSON without duplicate names, or null when there is none.</param>
    public static ImageFinding Find(GroupVersionKind kind, GroupVersionResource resource, string subResource, JsonElement? root)
    {
        if (WorkloadType.Find(kind, resource, subResource) is not { } type)
        {
            string where = subResource.Length == 0 ? resource.Resource : resource.Resource + "/" + subResource;
            return new ImageFinding.UnknownKind($"{kind} ({where}) is not a kind whose images are known: take it out of the webhook's rules, or exempt it");
        }

        if (root is not { ValueKind: JsonValueKind.Object } element)
        {
            return new ImageFinding.Malformed("the request has no object");
        }

        if (Contradicts(element, "kind", kind.Kind) || Contradicts(element, "apiVersion", kind.ApiVersion))
        {
            return new ImageFinding.Malformed($"the object's own apiVersion and kind are not {kind}, which the request names");
        }

        string pointer = "";
        foreach (string name in type.PodSpec)
        {
            pointer += "/" + name;
            if (!element.TryGetProperty(name, out element) || element.ValueKind != JsonValueKind.Object)
            {
                return new ImageFinding.Malformed($"{pointer} is not an object");
            }
        }

        return new PodSpecSearch(type, pointer).Run(element);
    }

    /// <summary>Finds the images of a Pod that is stored already.</summary>
    /// <param name="spec">Its spec.</param>
    public static ImageFinding FindInPod(JsonElement spec) =>
        spec.ValueKind == JsonValueKind.Object ? new PodSpecSearch(WorkloadType.Pod, "/spec").Run(spec) : new ImageFinding.Malformed("/spec is not an object");

    private static bool Contradicts(JsonElement root, string name, string expected) =>
        root.TryGetProperty(name, out JsonElement value) && !(value.ValueKind == JsonValueKind.String && value.ValueEquals(expected));
}
