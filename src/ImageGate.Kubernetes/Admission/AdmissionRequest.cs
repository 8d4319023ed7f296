using System.Text.Json;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.Workloads;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What the API server asks. Its objects are parts of the review, and cannot be read any more when that is disposed of; all else can.</summary>
/// <param name="Uid">Names the request, and is echoed: printable, bounded.</param>
/// <param name="Kind">What the object is.</param>
/// <param name="Resource">Where it was sent.</param>
/// <param name="SubResource">Which part of it; empty for all of it.</param>
/// <param name="Name">The object's name; empty when the server will make one up.</param>
/// <param name="Namespace">Empty for objects without one.</param>
/// <param name="Operation">What is done.</param>
/// <param name="UserName">Who asks.</param>
/// <param name="DryRun">Whether nothing will be stored.</param>
/// <param name="Object">The object as it would be, or null.</param>
/// <param name="OldObject">The object as it is stored, or null.</param>
internal sealed record AdmissionRequest(
    string Uid,
    GroupVersionKind Kind,
    GroupVersionResource Resource,
    string SubResource,
    string Name,
    string Namespace,
    AdmissionOperation Operation,
    string UserName,
    bool DryRun,
    JsonElement? Object,
    JsonElement? OldObject)
{
    /// <summary>The name, or with <c>*</c> what the server will begin it with.</summary>
    public string DisplayName { get; } = Name.Length == 0 && Metadata(Object) is { } metadata
        && metadata.TryGetProperty("generateName", out JsonElement prefix) && prefix.ValueKind == JsonValueKind.String
            ? prefix.GetString() + "*"
            : Name;

    /// <summary>The controller that made the object, as the object says; null when it has none. Its texts are a stranger's.</summary>
    public ObjectReference? Controller { get; } = Metadata(Object) is { } metadata
        && metadata.TryGetProperty("ownerReferences", out JsonElement owners) && owners.ValueKind == JsonValueKind.Array
            ? owners.EnumerateArray().Select(ControllerOf).FirstOrDefault(owner => owner is not null)
            : null;

    private static JsonElement? Metadata(JsonElement? root) =>
        root is { ValueKind: JsonValueKind.Object } element && element.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object ? metadata : null;

    private static ObjectReference? ControllerOf(JsonElement owner) =>
        owner.ValueKind == JsonValueKind.Object
        && owner.TryGetProperty("controller", out JsonElement controller) && controller.ValueKind == JsonValueKind.True
        && owner.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String
        && owner.TryGetProperty("name", out JsonElement name) && name.ValueKind == JsonValueKind.String
            ? new ObjectReference { ApiVersion = TextOf(owner, "apiVersion"), Kind = kind.GetString(), Name = name.GetString(), Uid = TextOf(owner, "uid") }
            : null;

    private static string? TextOf(JsonElement owner, string member) =>
        owner.TryGetProperty(member, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
