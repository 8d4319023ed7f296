using System.Text.Json.Nodes;
using ImageGate.Testing.Sigstore;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>A whole Sigstore instance with a log, and the documents that trust it.</summary>
internal static class TestRoot
{
    public const string Path = "trust/acme.json";

    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly VirtualSigstore Sigstore = new(Now);
    public static readonly VirtualRekor Log = new("rekor.virtual.dev", isV2: false, Now.AddYears(-1));

    static TestRoot() => Sigstore.TransparencyLogs.Add(Log.Json);

    public static string Json(Action<JsonObject>? change = null)
    {
        JsonObject json = Sigstore.TrustedRootJson();
        change?.Invoke(json);
        return json.ToJsonString();
    }

    public static FilesInMemory Files(Action<JsonObject>? change = null) => new() { [Path] = Json(change) };

    /// <summary>A document to append: the JSON stands in it, or, when there are fields besides, in a file.</summary>
    public static string Document(string? json = null, string extra = "", string name = "acme") =>
        $"---\napiVersion: imagegate.dev/v1\nkind: TrustRoot\nmetadata: {{name: {name}}}\nspec:\n  "
        + (json is null && extra.Length > 0 ? $"file: {Path}" : $"trustedRoot: '{json ?? Json()}'")
        + extra + "\n";
}
