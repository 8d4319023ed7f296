using System.Text.Json.Nodes;
using ImageGate.Testing;
using ImageGate.Testing.Chart;

namespace ImageGate.Chart.Tests;

/// <summary>deploy/plain is the chart with its defaults, for people without helm.</summary>
public sealed class PlainManifestTests
{
    private static readonly string Folder = Path.Combine(Fixtures.RepositoryRoot, "deploy", "plain");

    // Nobody manages these objects but whoever applies them.
    private static readonly string[] HelmsOwn = ["app.kubernetes.io/managed-by: ", "helm.sh/chart: "];

    [SkippableFact]
    public async Task The_plain_manifests_are_the_chart_with_its_defaults()
    {
        // By our own renderer, wherever it is: the file's text is compared.
        RenderedChart chart = await RenderedChart.FlagsAsync("--set", "policiesConfigMap=imagegate-policies", "--skip-tests");
        Skip.If(!chart.Text.StartsWith("---\n# Source: imagegate/", StringComparison.Ordinal), "rendered by another program");
        string text = string.Join('\n', chart.Text.Split('\n').Where(line => !HelmsOwn.Any(line.TrimStart().StartsWith)));

        await GoldenFile.ShouldBeAsync(
            Path.Combine(Folder, "2-imagegate.yaml"),
            "# charts/imagegate with its defaults; a test keeps it so. Change the chart, not this file.\n" + text);
    }

    [Fact]
    public async Task The_folder_can_be_applied_in_the_order_of_its_names()
    {
        string[] files = [.. Directory.GetFiles(Folder, "*.yaml").Order(StringComparer.Ordinal)];
        JsonObject[] objects = [.. (await Task.WhenAll(files.Select(file => File.ReadAllTextAsync(file)))).SelectMany(Yaml.Read)];

        RenderedChart.Kind(objects[0]).Should().Be("Namespace");
        objects[0]["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"]!.GetValue<string>().Should().Be("restricted");
        objects.Skip(1).Select(item => item["metadata"]!["namespace"]?.GetValue<string>() ?? "imagegate").Should().OnlyContain(name => name == RenderedChart.Name(objects[0]));
        RenderedChart.Name(objects[1]).Should().Be("imagegate-policies");
        objects[1]["data"]!.AsObject().Should().ContainKey("audit-first.yaml");
        objects[1]["data"]!["audit-first.yaml"]!.GetValue<string>().Should().Be(
            await File.ReadAllTextAsync(Path.Combine(Fixtures.RepositoryRoot, "deploy", "examples", "audit-first.yaml")));
    }

    [Fact]
    public void The_chart_is_as_old_as_the_server()
    {
        JsonObject chart = Yaml.Read(File.ReadAllText(Path.Combine(ChartRenderer.Folder, "Chart.yaml"))).Single();
        string server = typeof(Server.GateApplication).Assembly.GetName().Version!.ToString(3);

        chart["appVersion"]!.GetValue<string>().Should().Be(server);
        chart["version"]!.GetValue<string>().Should().Be(server);
    }
}
