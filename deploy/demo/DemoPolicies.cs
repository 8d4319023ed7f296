namespace ImageGate.Demo;

/// <summary>The demo's policies, written into a folder of their own as a ConfigMap mount would hold them.</summary>
internal static class DemoPolicies
{
    public static string Write(string registry, string publicKey)
    {
        string folder = Directory.CreateTempSubdirectory("imagegate-demo-").FullName;
        File.WriteAllText(Path.Combine(folder, "policies.yaml"), Text(registry, publicKey));
        return folder;
    }

    private static string Text(string registry, string publicKey) => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{registry}}/apps/**"]
          require:
            signers:
              - name: release-key
                key:
                  pem: |
        {{Indent(publicKey, 12)}}
                transparencyLog: notRequired
        ---
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: lab-is-watched}
        spec:
          images: ["{{registry}}/lab/**"]
          mode: warn
          require:
            signers:
              - name: release-key
                key:
                  pem: |
        {{Indent(publicKey, 12)}}
                transparencyLog: notRequired
        ---
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: no-docker-hub}
        spec: {images: ["docker.io/**"], deny: "pull through {{registry}}/hub"}
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{registry}}", insecureHttp: true}
        """;

    private static string Indent(string text, int blanks) =>
        string.Join('\n', text.Trim().Split('\n').Select(line => new string(' ', blanks) + line.TrimEnd()));
}
