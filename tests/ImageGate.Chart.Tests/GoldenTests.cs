using System.Text.Json.Nodes;
using ImageGate.Testing;

namespace ImageGate.Chart.Tests;

/// <summary>Sets of values and all that they render to. UPDATE_GOLDEN=1 writes what is expected anew.</summary>
public sealed class GoldenTests
{
    private const string ValuesEnd = ".values.yaml";
    private const string FlagsStart = "# flags: ";

    private static readonly string Folder = Path.Combine(Fixtures.RepositoryRoot, "tests", "ImageGate.Chart.Tests", "golden");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*" + ValuesEnd).Select(file => Path.GetFileName(file)[..^ValuesEnd.Length]).Order()];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task The_chart_renders_as_before(string name)
    {
        RenderedChart chart = await RenderAsync(name);
        string expected = Path.Combine(Folder, name + ".expected.yaml");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            await File.WriteAllTextAsync(expected, chart.Text);
        }

        // The objects, not the text: helm and the renderer that stands in for it differ in blank lines.
        Text(chart.Objects).Should().Be(Text(Yaml.Read(await File.ReadAllTextAsync(expected))), "UPDATE_GOLDEN=1 writes {0} anew", expected);
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Rendering_twice_gives_the_same_bytes(string name) =>
        (await RenderAsync(name)).Text.Should().Be((await RenderAsync(name)).Text);

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Every_container_keeps_to_the_restricted_Pod_Security_Standard(string name)
    {
        foreach (JsonObject pod in Pods(await RenderAsync(name)))
        {
            JsonNode security = pod["securityContext"]!;
            security["runAsNonRoot"]!.GetValue<bool>().Should().BeTrue();
            security["runAsUser"]!.GetValue<decimal>().Should().BePositive();
            security["seccompProfile"]!["type"]!.GetValue<string>().Should().Be("RuntimeDefault");
            pod.Should().NotContainKeys("hostNetwork", "hostPID", "hostIPC");
            pod["enableServiceLinks"]!.GetValue<bool>().Should().BeFalse("IMAGEGATE_SERVICE_HOST is no setting");
            foreach (JsonNode? container in pod["containers"]!.AsArray())
            {
                JsonNode own = container!["securityContext"]!;
                own["allowPrivilegeEscalation"]!.GetValue<bool>().Should().BeFalse();
                own["readOnlyRootFilesystem"]!.GetValue<bool>().Should().BeTrue();
                own["capabilities"]!.ToJsonString().Should().Be("""{"drop":["ALL"]}""");
                container["resources"]!["requests"]!.AsObject().Should().ContainKeys("cpu", "memory");
                container["resources"]!["limits"]!.AsObject().Should().ContainKey("memory");
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public async Task Every_object_has_a_name_labels_and_where_it_can_a_namespace(string name)
    {
        foreach (JsonObject item in (await RenderAsync(name)).Objects)
        {
            JsonObject metadata = item["metadata"]!.AsObject();
            metadata["labels"]!["app.kubernetes.io/instance"]!.GetValue<string>().Should().Be("imagegate");
            bool isGlobal = RenderedChart.Kind(item) is "ClusterRole" or "ClusterRoleBinding" or "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration";
            metadata.ContainsKey("namespace").Should().Be(!isGlobal, item.ToJsonString());
        }
    }

    private static IEnumerable<JsonObject> Pods(RenderedChart chart) =>
    [
        chart.Deployment["spec"]!["template"]!["spec"]!.AsObject(),
        chart.One("Pod")["spec"]!.AsObject(),
    ];

    private static async Task<RenderedChart> RenderAsync(string name)
    {
        string file = Path.Combine(Folder, name + ValuesEnd);
        string first = File.ReadLines(file).First();
        string[] flags = first.StartsWith(FlagsStart, StringComparison.Ordinal) ? first[FlagsStart.Length..].Split(' ') : [];
        return await RenderedChart.FlagsAsync(["-f", file, .. flags]);
    }

    private static string Text(IEnumerable<JsonObject> objects) => string.Join('\n', objects.Select(item => item.ToString()));
}
