using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageGate.Server;
using ImageGate.Testing;
using ImageGate.Testing.Chart;
using Microsoft.AspNetCore.Builder;

namespace ImageGate.Chart.Tests;

/// <summary>Dashboard and alerts name only what the running server exposes.</summary>
public sealed partial class MetricsTests
{
    // What Prometheus adds to every series of a target.
    private static readonly string[] TargetLabels = ["namespace", "pod"];

    [SkippableFact]
    public async Task Every_metric_and_label_of_the_dashboard_and_the_alerts_is_exposed()
    {
        string[] expressions = [.. Alerts(await RenderedChart.WithAsync("metrics.rules=true")), .. Dashboard()];
        Dictionary<string, string[]> exposed = await ExposedAsync();

        expressions.Should().HaveCountGreaterThan(12);
        foreach ((string metric, string label, string expression) in expressions.SelectMany(Uses))
        {
            exposed.Should().ContainKey(metric, expression);
            (label.Length == 0 || exposed[metric].Concat(TargetLabels).Contains(label)).Should().BeTrue("{0} has no label {1}: {2}", metric, label, expression);
        }
    }

    [SkippableFact]
    public async Task Every_metric_that_is_exposed_is_on_the_dashboard() =>
        Dashboard().SelectMany(Uses).Select(use => use.Metric).Distinct().Should().BeEquivalentTo((await ExposedAsync()).Keys);

    [SkippableFact]
    public async Task Every_value_of_a_label_that_is_compared_is_documented()
    {
        string[] rows = await File.ReadAllLinesAsync(Path.Combine(Fixtures.RepositoryRoot, "docs", "operations.md"));
        foreach (string expression in Alerts(await RenderedChart.WithAsync("metrics.rules=true")).Concat(Dashboard()))
        {
            foreach (Match series in Series().Matches(expression))
            {
                string row = rows.Single(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split("|")[1].Contains($"`{FamilyOf(series)}`", StringComparison.Ordinal));
                string[] values = [.. Matcher().Matches(series.Groups["labels"].Value).Where(label => label.Groups["name"].Value != "namespace").SelectMany(label => label.Groups["value"].Value.Split('|'))];
                values.Where(value => !row.Contains($"`{value}`", StringComparison.Ordinal)).Should().BeEmpty(expression);
            }
        }
    }

    [SkippableTheory]
    [InlineData("ServiceMonitor", "endpoints")]
    [InlineData("PodMonitor", "podMetricsEndpoints")]
    public async Task The_monitor_reads_the_metrics_port_by_its_name(string kind, string member)
    {
        RenderedChart chart = await RenderedChart.WithAsync("metrics.monitor=" + kind);

        chart.One(kind)["spec"]![member]![0]!["port"]!.GetValue<string>().Should().Be("metrics");
        chart.One(kind)["spec"]!["selector"]!["matchLabels"]!.ToJsonString().Should().Be(chart.Deployment["spec"]!["selector"]!["matchLabels"]!.ToJsonString());
        chart.One("Service")["spec"]!["ports"]!.AsArray().Should().Contain(port => port!["name"]!.GetValue<string>() == "metrics");
        chart.Container["ports"]!.AsArray().Should().Contain(port => port!["name"]!.GetValue<string>() == "metrics" && port["containerPort"]!.GetValue<decimal>() == 9090);
    }

    [SkippableFact]
    public async Task Nothing_of_the_Prometheus_operator_is_asked_for_by_default()
    {
        RenderedChart chart = await RenderedChart.WithAsync();

        chart.Objects.Should().NotContain(item => item["apiVersion"]!.GetValue<string>().StartsWith("monitoring.coreos.com", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task Promtool_finds_nothing_wrong_with_the_metrics()
    {
        (int code, string output) = await Promtool.RunAsync("", await ScrapeTextAsync(), "check", "metrics");

        output.Should().BeEmpty();
        code.Should().Be(0);
    }

    [SkippableFact]
    public async Task Each_alert_fires_when_it_should_and_none_when_all_is_well()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("imagegate-rules-");
        try
        {
            JsonObject rule = (await RenderedChart.WithAsync("metrics.rules=true")).One("PrometheusRule");
            string tests = await File.ReadAllTextAsync(Path.Combine(Fixtures.RepositoryRoot, "tests", "ImageGate.Chart.Tests", "rules.tests.yaml"));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yaml"), rule["spec"]!.ToJsonString());
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "tests.yaml"), tests);

            (int code, string output) = await Promtool.RunAsync(folder.FullName, "", "test", "rules", "tests.yaml");

            code.Should().Be(0, output);
            rule["spec"]!["groups"]![0]!["rules"]!.AsArray().Select(alert => alert!["alert"]!.GetValue<string>()).Where(alert => !tests.Contains($"\"{alert}\"", StringComparison.Ordinal)).Should().BeEmpty();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Alerts(RenderedChart chart) =>
        chart.One("PrometheusRule")["spec"]!["groups"]!.AsArray().SelectMany(group => group!["rules"]!.AsArray()).Select(rule => rule!["expr"]!.GetValue<string>());

    private static IEnumerable<string> Dashboard()
    {
        JsonNode dashboard = JsonNode.Parse(File.ReadAllText(Path.Combine(ChartRenderer.Folder, "dashboards", "imagegate.json")))!;
        return dashboard["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>());
    }

    // Each metric of an expression with each of its labels: those that are compared, and those that are summed by.
    private static IEnumerable<(string Metric, string Label, string Expression)> Uses(string expression)
    {
        string[] grouping = [.. By().Matches(expression).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))];
        return from series in Series().Matches(expression)
               from label in Matcher().Matches(series.Groups["labels"].Value).Select(match => match.Groups["name"].Value).Concat(grouping).Append("")
               select (FamilyOf(series), label, expression);
    }

    // A histogram is one metric with three kinds of series.
    private static string FamilyOf(Match series) => HistogramSuffix().Replace(series.Groups["metric"].Value, "");

    // Metrics and the names of their labels, of a server that has decided once; of trust roots, keys elsewhere, a cluster, namespaces, a warm-up, pull secrets,
    // registries and alerts, of which it has none, and of overload, as documented.
    private static async Task<Dictionary<string, string[]>> ExposedAsync()
    {
        Dictionary<string, string[]> exposed = await ScrapeAsync();
        foreach (Match row in OptionalRow().Matches(await File.ReadAllTextAsync(Path.Combine(Fixtures.RepositoryRoot, "docs", "operations.md"))))
        {
            exposed.TryAdd(row.Groups["metric"].Value, row.Groups["labels"].Value.Split([' ', ',', '`'], StringSplitOptions.RemoveEmptyEntries));
        }

        return exposed;
    }

    private static async Task<Dictionary<string, string[]>> ScrapeAsync() =>
        Exposition().Matches(await ScrapeTextAsync()).GroupBy(FamilyOf).ToDictionary(
            family => family.Key,
            family => family.SelectMany(match => Matcher().Matches(match.Groups["labels"].Value)).Select(label => label.Groups["name"].Value).Distinct().ToArray());

    private static async Task<string> ScrapeTextAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("imagegate-chart-");
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "defaults.yaml"),
                "apiVersion: imagegate.dev/v1\nkind: GateDefaults\nmetadata: {name: defaults}\nspec: {unmatchedImages: deny}\n");
            await using WebApplication server = GateApplication.Build([], new Dictionary<string, string?>
            {
                ["Server:BindAddress"] = "127.0.0.1",
                ["Server:HttpsPort"] = "0",
                ["Server:MetricsPort"] = "0",
                ["Server:DrainSeconds"] = "0",
                ["Policies:Directory"] = folder.FullName,
                ["Log:Level"] = "None",
            });
            await server.StartAsync();
            string text = await DecideAndReadAsync(server);
            await server.StopAsync();
            return text;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> DecideAndReadAsync(WebApplication server)
    {
        // The server's certificate is one of its own, in memory.
        using var client = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        using var review = new StringContent(
            """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "1", "operation": "CREATE", "namespace": "a", "name": "b",
              "kind": {"group": "", "version": "v1", "kind": "Pod"}, "resource": {"group": "", "version": "v1", "resource": "pods"}, "userInfo": {"username": "u"},
              "object": {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}, "spec": {"containers": [{"name": "c", "image": "nobody.example/a:1"}]}}}}
            """,
            Encoding.UTF8,
            "application/json");
        using HttpResponseMessage answer = await client.PostAsync(server.Urls.Single(url => url.StartsWith("https", StringComparison.Ordinal)) + "/mutate", review);
        answer.EnsureSuccessStatusCode();
        GC.Collect();                                                  // some metrics are of the last collection
        return await client.GetStringAsync(server.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal)) + "/metrics");
    }

    [GeneratedRegex(@"(?<metric>(?:imagegate|dotnet|kestrel)_[a-z_]+)\{(?<labels>[^}]*)\}")]
    private static partial Regex Series();

    [GeneratedRegex(@"(?<name>[a-z_]+)(?:=~|!=|=)""(?<value>[^""]*)""")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"^\| `(?<metric>imagegate_(?:trust_root|cluster|pull_secret|signer_key|namespace_labels|warm_up|kms|registry|admissions|alerts?|phase|policy_results|events)_[a-z_]+|kestrel_rejected_connections_total)` \|(?<labels>[^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex OptionalRow();

    [GeneratedRegex(@"by \((?<labels>[a-z_, ]+)\)")]
    private static partial Regex By();

    [GeneratedRegex(@"(?<=_seconds)_(?:bucket|sum|count)\z")]
    private static partial Regex HistogramSuffix();

    [GeneratedRegex(@"^(?<metric>(?:imagegate|dotnet|kestrel)_[a-z_]+)(?:\{(?<labels>[^}]*)\})? ", RegexOptions.Multiline)]
    private static partial Regex Exposition();
}
