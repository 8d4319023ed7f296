using System.Text.Json;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>What the API server answered to the creation of a Pod.</summary>
/// <param name="Image">The image of the stored Pod, or null when there is none.</param>
/// <param name="Text">Why there is none; else nothing.</param>
internal sealed record PodAnswer(string? Image, string Text)
{
    /// <summary>Reads a response with its headers.</summary>
    public static PodAnswer Parse(string response)
    {
        using var json = JsonDocument.Parse(response[response.IndexOf('{', StringComparison.Ordinal)..]);
        JsonElement root = json.RootElement;
        return root.GetProperty("kind").GetString() == "Pod"
            ? new PodAnswer(root.GetProperty("spec").GetProperty("containers")[0].GetProperty("image").GetString(), "")
            : new PodAnswer(null, root.GetProperty("message").GetString()!);
    }
}
