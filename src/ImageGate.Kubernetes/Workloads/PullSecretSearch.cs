using System.Text.Json;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes.Workloads;

/// <summary>Finds what one Pod spec says that its images are pulled with.</summary>
/// <remarks>Source: Kubernetes API reference v1.34, PodSpec; its default for the account, and the older name for it.</remarks>
internal static class PullSecretSearch
{
    private const string DefaultAccount = "default";

    /// <summary>The names, or null: the fields are not what their kind is.</summary>
    public static PullSecretNames? Find(WorkloadType type, JsonElement podSpec)
    {
        var secrets = new List<string>();
        if (!TryReadSecrets(podSpec, secrets)
            || !TryReadText(podSpec, "serviceAccountName", out string account) || !TryReadText(podSpec, "serviceAccount", out string older))
        {
            return null;
        }

        string named = account.Length > 0 ? account : older.Length > 0 ? older : DefaultAccount;
        return new PullSecretNames([.. secrets.Distinct(StringComparer.Ordinal)], type.IsPod ? null : named);
    }

    private static bool TryReadSecrets(JsonElement podSpec, List<string> secrets)
    {
        if (!podSpec.TryGetProperty("imagePullSecrets", out JsonElement items) || items.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (items.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (JsonElement item in items.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !TryReadText(item, "name", out string name))
            {
                return false;
            }

            if (name.Length > 0)                                       // Kubernetes stores empty ones, and nobody reads them
            {
                secrets.Add(name);
            }
        }

        return true;
    }

    private static bool TryReadText(JsonElement holder, string name, out string text)
    {
        text = "";
        if (!holder.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return value.ValueKind == JsonValueKind.String;
    }
}
