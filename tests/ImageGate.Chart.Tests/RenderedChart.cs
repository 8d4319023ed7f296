using System.Text.Json.Nodes;
using ImageGate.Testing.Chart;

namespace ImageGate.Chart.Tests;

/// <summary>The objects of one rendering.</summary>
internal sealed class RenderedChart
{
    /// <summary>The smallest values that render.</summary>
    private static readonly string[] Smallest = ["--set", "policiesConfigMap=my-policies"];

    private RenderedChart(string text)
    {
        Text = text;
        Objects = Yaml.Read(text);
    }

    public string Text { get; }

    public IReadOnlyList<JsonObject> Objects { get; }

    public JsonObject Deployment => One("Deployment");

    public JsonObject Container => Deployment["spec"]!["template"]!["spec"]!["containers"]![0]!.AsObject();

    public IEnumerable<JsonObject> Webhooks =>
        Objects.Where(item => Kind(item).EndsWith("WebhookConfiguration", StringComparison.Ordinal)).SelectMany(item => item["webhooks"]!.AsArray()).Select(hook => hook!.AsObject());

    /// <summary>Renders with the smallest values and these, each as <c>--set</c> takes them.</summary>
    public static Task<RenderedChart> WithAsync(params string[] values) => FlagsAsync([.. Smallest, .. values.SelectMany(value => new[] { "--set", value })]);

    /// <summary>Renders for a version of Kubernetes, with the smallest values and these.</summary>
    public static Task<RenderedChart> ForAsync(string kubernetes, params string[] values) =>
        FlagsAsync([.. Smallest, "--kube-version", kubernetes, .. values.SelectMany(value => new[] { "--set", value })]);

    /// <summary>Renders with flags only.</summary>
    public static async Task<RenderedChart> FlagsAsync(params string[] flags)
    {
        ChartRendering rendering = await ChartRenderer.RenderAsync(flags);
        Skip.If(rendering.IsMissing, rendering.Error);
        return new RenderedChart(rendering.Succeeded());
    }

    /// <summary>The text of a refusal.</summary>
    public static async Task<string> RefusalAsync(params string[] flags)
    {
        ChartRendering rendering = await ChartRenderer.RenderAsync(flags);
        Skip.If(rendering.IsMissing, rendering.Error);
        rendering.ExitCode.Should().Be(1, rendering.Output);
        return rendering.Error;
    }

    public static string Kind(JsonObject item) => item["kind"]!.GetValue<string>();

    public static string Name(JsonObject item) => item["metadata"]!["name"]!.GetValue<string>();

    public bool Has(string kind) => Objects.Any(item => Kind(item) == kind);

    public JsonObject One(string kind) => Objects.Single(item => Kind(item) == kind);

    /// <summary>The container's environment, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment() =>
        Container["env"]!.AsArray().ToDictionary(entry => entry!["name"]!.GetValue<string>(), entry => entry!["value"]!.GetValue<string>());
}
