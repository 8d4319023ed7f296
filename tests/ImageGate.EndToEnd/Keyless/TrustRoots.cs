using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Keyless;

/// <summary>The trusted roots of policies and of cosign: the instances', and those with one list of somebody else.</summary>
internal sealed class TrustRoots
{
    private readonly Dictionary<string, (SigstoreFiles Files, string More)> _all;

    public TrustRoots(KeylessLab lab, string folder)
    {
        SigstoreFiles own = lab.Own.Files;
        JsonObject stranger = Read(lab.Stranger.Files);
        SigstoreFiles Changed(string name, Action<JsonObject> change)
        {
            JsonObject root = Read(own);
            change(root);
            string path = Path.Combine(folder, name + ".json");
            File.WriteAllText(path, root.ToJsonString());
            return own with { TrustedRoot = path };
        }

        _all = new Dictionary<string, (SigstoreFiles, string)>
        {
            ["own"] = (own, ""),
            ["stranger"] = (lab.Stranger.Files, ""),
            ["crafted"] = (lab.Crafted.Files, ""),
            ["own-without-log"] = (own, "\n  insecureSkip: [log]"),
            ["other-logs"] = (Changed("other-logs", root => root["tlogs"] = stranger["tlogs"]!.DeepClone()) with { RekorKey = lab.Stranger.Files.RekorKey }, ""),
            ["other-ca"] = (Changed("other-ca", root => root["certificateAuthorities"] = stranger["certificateAuthorities"]!.DeepClone()) with { FulcioChain = lab.Stranger.Files.FulcioChain }, ""),
            ["other-ct"] = (Changed("other-ct", root => root["ctlogs"] = stranger["ctlogs"]!.DeepClone()) with { CertificateLogKey = lab.Stranger.Files.CertificateLogKey }, ""),
            ["other-tsa"] = (Changed("other-tsa", root => root["timestampAuthorities"] = stranger["timestampAuthorities"]!.DeepClone()), ""),
            ["ended-ca"] = (Changed("ended-ca", root => root.Put("certificateAuthorities/0/validFor", Ended())), ""),
            ["ended-tsa"] = (Changed("ended-tsa", root => root.Put("timestampAuthorities/0/validFor", Ended())), ""),
            ["ended-logs"] = (Changed("ended-logs", EndLogs), ""),
        };
    }

    /// <summary>The files of a trust root.</summary>
    public SigstoreFiles this[string name] => _all[name].Files;

    public string Yaml() => string.Concat(_all.Select(root => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustRoot
        metadata: {name: {{root.Key}}}
        spec:
          file: {{root.Value.Files.TrustedRoot}}{{root.Value.More}}
        ---

        """));

    private static JsonObject Ended() => new() { ["start"] = "2024-01-01T00:00:00Z", ["end"] = "2025-01-01T00:00:00Z" };

    private static void EndLogs(JsonObject root)
    {
        foreach (JsonNode? log in root["tlogs"]!.AsArray())
        {
            log!.Put("publicKey/validFor", Ended());
        }
    }

    private static JsonObject Read(SigstoreFiles files) => JsonNode.Parse(File.ReadAllText(files.TrustedRoot))!.AsObject();
}
