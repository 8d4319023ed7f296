using System.Globalization;
using System.Text;

namespace ImageGate.Load;

/// <summary>Twenty policies: one for each team, five of the platform for all teams, one for plain images, and four that speak of others.</summary>
internal static class LoadPolicies
{
    private const int PlatformPolicies = 5;
    private const int OtherPolicies = 4;

    /// <summary>The text of all documents.</summary>
    /// <param name="registries">Whose hosts and keys they name.</param>
    /// <param name="revision">A number that makes another text of it.</param>
    public static string Write(LoadRegistries registries, int revision = 0)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {revision}\n");
        string[] hosts = [registries.Well.Host, registries.Ill.Host];
        foreach (int team in Enumerable.Range(0, LoadRegistries.Teams))
        {
            Policy(text, $"team{team}", hosts.Select(host => $"{host}/team{team}/**"), registries.KeyPem(team));
        }

        foreach (int number in Enumerable.Range(0, PlatformPolicies))
        {
            Policy(text, $"platform{number}", hosts.Select(host => $"{host}/team*/**"), registries.KeyPem(LoadRegistries.Teams));
        }

        Policy(text, "plain", hosts.Select(host => $"{host}/plain/**"), registries.KeyPem(LoadRegistries.Teams));

        foreach (int number in Enumerable.Range(0, OtherPolicies))
        {
            Policy(text, $"other{number}", [$"registry{number}.example.com/**"], registries.KeyPem(LoadRegistries.Teams));
        }

        foreach ((string host, string name) in hosts.Zip(["well", "ill"]))
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                ---
                apiVersion: imagegate.dev/v1
                kind: RegistryAccess
                metadata: {name: {{name}}}
                spec: {host: "{{host}}", insecureHttp: true}

                """);
        }

        return text.ToString();
    }

    private static void Policy(StringBuilder text, string name, IEnumerable<string> images, string pem) => text.Append(CultureInfo.InvariantCulture, $$"""
        ---
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: {{name}}}
        spec:
          images: [{{string.Join(", ", images.Select(image => $"\"{image}\""))}}]
          require:
            signers:
              - name: key
                key: {pem: "{{pem.Replace("\n", "\\n", StringComparison.Ordinal)}}"}
                transparencyLog: notRequired

        """);
}
