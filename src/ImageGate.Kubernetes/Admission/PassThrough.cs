using System.Text.Json;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Admission;

/// <summary>Requests that can bring in no image. They are allowed without work, so that ImageGate never stands in the way of stopping something.</summary>
internal static class PassThrough
{
    // The API server takes over nothing of a Pod template or Pod spec that names an image by any of these.
    // https://kubernetes.io/docs/reference/kubernetes-api/: each one's own verbs. Others are decided as what they are.
    private static readonly string[] ImagelessSubResources =
        ["status", "scale", "resize", "binding", "eviction", "exec", "attach", "portforward", "log", "proxy", "token"];

    /// <summary>Whether the request can bring in no image.</summary>
    public static bool Applies(AdmissionRequest request) => request.Operation switch
    {
        AdmissionOperation.Delete or AdmissionOperation.Connect => true,
        _ when ImagelessSubResources.Contains(request.SubResource, StringComparer.Ordinal) => true,
        AdmissionOperation.Update => request is { Object: { } now, OldObject: { } old } && (IsBeingDeleted(old) || IsScaledDown(request, old, now)),
        _ => false,
    };

    // Only the stored object is believed: the mutating webhook sees what a client sent, and the server drops a
    // deletionTimestamp that a client made up only afterwards.
    private static bool IsBeingDeleted(JsonElement stored) =>
        stored.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object
        && metadata.TryGetProperty("deletionTimestamp", out JsonElement timestamp)
        && timestamp.ValueKind == JsonValueKind.String && !timestamp.ValueEquals("");

    private static bool IsScaledDown(AdmissionRequest request, JsonElement old, JsonElement now) =>
        WorkloadType.Find(request.Kind, request.Resource, request.SubResource) is { HasReplicas: true }
        && TryGetScale(old, out long before, out JsonElement oldTemplate)
        && TryGetScale(now, out long after, out JsonElement newTemplate)
        && after < before
        && JsonElement.DeepEquals(oldTemplate, newTemplate);

    private static bool TryGetScale(JsonElement root, out long replicas, out JsonElement template)
    {
        (replicas, template) = (0, default);
        return root.TryGetProperty("spec", out JsonElement spec) && spec.ValueKind == JsonValueKind.Object
            && spec.TryGetProperty("replicas", out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out replicas)
            && spec.TryGetProperty("template", out template);
    }
}
