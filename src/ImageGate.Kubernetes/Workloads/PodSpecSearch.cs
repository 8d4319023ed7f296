using System.Text.Json;

namespace ImageGate.Kubernetes.Workloads;

/// <summary>Collects the images of one Pod spec.</summary>
/// <remarks>Source: Kubernetes API reference v1.34, PodSpec: these four lists are all places where it names images.</remarks>
internal sealed class PodSpecSearch(WorkloadType type, string pointer)
{
    private const string Volumes = "volumes";

    private static readonly string[] ContainerLists = ["initContainers", "containers", "ephemeralContainers"];

    private readonly List<ImageUse> _uses = [];

    public ImageFinding Run(JsonElement podSpec)
    {
        foreach (string list in (ReadOnlySpan<string>)[.. ContainerLists, Volumes])
        {
            if (ReadList(podSpec, list) is { } problem)
            {
                return problem;
            }
        }

        return PullSecretSearch.Find(type, podSpec) is { } names
            ? new ImageFinding.Found(type, _uses, names)
            : new ImageFinding.Malformed($"{pointer}/imagePullSecrets or the name of its service account is not what it should be");
    }

    private ImageFinding? ReadList(JsonElement podSpec, string list)
    {
        if (!podSpec.TryGetProperty(list, out JsonElement items) || items.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string path = $"{pointer}/{list}";
        if (items.ValueKind != JsonValueKind.Array)
        {
            return new ImageFinding.Malformed($"{path} is not a list");
        }

        int index = 0;
        foreach (JsonElement item in items.EnumerateArray())
        {
            string here = $"{path}/{index++}";
            string? problem = item.ValueKind != JsonValueKind.Object ? $"{here} is not an object"
                : list == Volumes ? ReadVolume(item, here)
                : ReadImage(item, "image", list, item, here);
            if (problem is not null || _uses.Count > Limits.MaxImages)
            {
                return problem is null
                    ? new ImageFinding.TooMany($"the object names more than {Limits.MaxImages} images")
                    : new ImageFinding.Malformed(problem);
            }
        }

        return null;
    }

    private string? ReadVolume(JsonElement volume, string here)
    {
        if (!volume.TryGetProperty("image", out JsonElement source) || source.ValueKind == JsonValueKind.Null)
        {
            return null;                                               // a volume of another type
        }

        if (source.ValueKind != JsonValueKind.Object)
        {
            return $"{here}/image is not an object";
        }

        // Templates may leave the reference to whoever makes the Pods, and those are checked.
        return !type.IsPod && IsEmpty(source, "reference") ? null : ReadImage(source, "reference", Volumes, volume, here + "/image");
    }

    private string? ReadImage(JsonElement holder, string field, string list, JsonElement item, string here)
    {
        if (IsEmpty(holder, field))
        {
            return $"{here} has no {field}";
        }

        JsonElement text = holder.GetProperty(field);
        bool isNamed = item.TryGetProperty("name", out JsonElement name);
        if (text.ValueKind != JsonValueKind.String || (isNamed && name.ValueKind != JsonValueKind.String))
        {
            return $"{here} has {(text.ValueKind != JsonValueKind.String ? field : "a name")} that is not a string";
        }

        _uses.Add(new ImageUse($"{here}/{field}", list, isNamed ? name.GetString()! : "", text.GetString()!));
        return null;
    }

    private static bool IsEmpty(JsonElement holder, string field) =>
        !holder.TryGetProperty(field, out JsonElement text) || text.ValueKind == JsonValueKind.Null
        || (text.ValueKind == JsonValueKind.String && text.ValueEquals(""));
}
