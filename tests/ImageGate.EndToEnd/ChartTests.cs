using ImageGate.EndToEnd.Parts;
using ImageGate.Testing;
using ImageGate.Testing.Chart;

namespace ImageGate.EndToEnd;

/// <summary>What the chart renders is taken by a real API server: it decodes, defaults and validates every object.</summary>
public sealed class ChartTests(EndToEndLab lab) : EndToEndTest(lab)
{
    /// <summary>The lab's version: newer ones get versions of the API that it does not have.</summary>
    private const string Kubernetes = "1.20.2";

    // Not "imagegate": the lab's own webhook configurations have that name.
    private const string Namespace = "chart-tests";

    // Of other projects: this API server has no such kinds. tests/ImageGate.Chart.Tests compares their shape.
    private static readonly string[] Foreign = ["cert-manager.io/", "monitoring.coreos.com/"];

    private static readonly string Golden = Path.Combine(Fixtures.RepositoryRoot, "tests", "ImageGate.Chart.Tests", "golden");

    public static TheoryData<string> Values => [.. Directory.GetFiles(Golden, "*.values.yaml").Select(file => Path.GetFileName(file)).Order()];

    [SkippableTheory]
    [MemberData(nameof(Values))]
    public async Task Every_object_of_the_chart_is_taken(string values)
    {
        await NamespacesAsync();
        string[] objects = Native(await RenderAsync("-f", Path.Combine(Golden, values)));

        CommandResult result = await ApplyAsync(string.Join("\n---\n", objects));

        result.ExitCode.Should().Be(0, "{0}", result);
        result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(objects.Length, "{0}", result);
        result.Error.Should().NotContain("unknown field");
    }

    [SkippableFact]
    public async Task A_wrong_field_would_be_noticed()
    {
        await NamespacesAsync();
        string chart = await RenderAsync("--set", "policiesConfigMap=mine");

        CommandResult result = await ApplyAsync(chart.Replace("enableServiceLinks: false", "enableServiceLinkz: false", StringComparison.Ordinal));

        result.ExitCode.Should().NotBe(0, "{0}", result);
        result.Error.Should().Contain("enableServiceLinkz");
    }

    [SkippableFact]
    public async Task An_upgrade_leaves_what_was_filled_in_at_run_time()
    {
        await NamespacesAsync();
        string chart = Only(await RenderAsync("--set", "policiesConfigMap=mine", "--set", "fullnameOverride=kept"), "\nkind: Secret\n", "\nkind: Lease\n");
        (await Cluster.InputAsync(chart, "apply", "-f", "-")).Succeeded();
        (await Cluster.KubectlAsync("-n", Namespace, "patch", "secret", "kept-tls", "-p", """{"data":{"tls.crt":"YQ=="}}""")).Succeeded();
        (await Cluster.KubectlAsync("-n", Namespace, "patch", "lease", "imagegate-leader", "--type=merge", "-p", """{"spec":{"holderIdentity":"pod-a"}}""")).Succeeded();

        (await Cluster.InputAsync(chart.Replace("app.kubernetes.io/part-of: imagegate", "app.kubernetes.io/part-of: newer", StringComparison.Ordinal), "apply", "-f", "-")).Succeeded();

        (await Cluster.ReadAsync(Namespace, "secret/kept-tls", @".metadata.labels.app\.kubernetes\.io/part-of")).Should().Be("newer");
        (await Cluster.ReadAsync(Namespace, "secret/kept-tls", @".data.tls\.crt")).Should().Be("YQ==");
        (await Cluster.ReadAsync(Namespace, "lease/imagegate-leader", ".spec.holderIdentity")).Should().Be("pod-a");
        (await Cluster.InputAsync(chart, "delete", "-f", "-")).Succeeded();
    }

    [SkippableTheory]
    [InlineData("apply")]
    [InlineData("apply", "--server-side", "--field-manager=gitops")]
    public async Task An_upgrade_leaves_the_caBundle_that_the_leader_filled_in(params string[] apply)
    {
        await NamespacesAsync();
        string name = Lab.NewName("kept");
        string target = $"mutatingwebhookconfiguration/{Namespace}-{name}";

        // Opt-in and a label that no namespace has: the other tests' requests must not be sent anywhere.
        string chart = Only(
            await RenderAsync("--set", "policiesConfigMap=mine", "--set", "fullnameOverride=" + name, "--set", "admission.optIn=true", "--set", "webhook.namespaceSelector.matchLabels.nobody=has-this"),
            "\nkind: MutatingWebhookConfiguration\n");
        (await Cluster.InputAsync(chart, [.. apply, "-f", "-"])).Succeeded();
        (await Cluster.KubectlAsync("patch", target, "--type=json", "-p", """[{"op":"add","path":"/webhooks/0/clientConfig/caBundle","value":"YQ=="}]""")).Succeeded();

        (await Cluster.InputAsync(chart.Replace("timeoutSeconds: 10", "timeoutSeconds: 9", StringComparison.Ordinal), [.. apply, "-f", "-"])).Succeeded();

        (await Cluster.ReadAsync(Namespace, target, ".webhooks[0].timeoutSeconds")).Should().Be("9");
        (await Cluster.ReadAsync(Namespace, target, ".webhooks[0].clientConfig.caBundle")).Should().Be("YQ==");
        (await Cluster.InputAsync(chart, "delete", "-f", "-")).Succeeded();
    }

    [SkippableFact]
    public async Task The_plain_manifests_are_taken()
    {
        await NamespacesAsync();
        string folder = Path.Combine(Fixtures.RepositoryRoot, "deploy", "plain");
        string[] files = ["0-namespace.yaml", "1-policies.yaml"];
        CommandResult own = await Cluster.KubectlAsync(["apply", "--dry-run=server", .. files.SelectMany(file => new[] { "-f", Path.Combine(folder, file) })]);
        own.ExitCode.Should().Be(0, "{0}", own);

        // The file is for today's clusters; this one has an older version of one kind.
        string text = await File.ReadAllTextAsync(Path.Combine(folder, "2-imagegate.yaml"));
        string old = text.Replace("apiVersion: policy/v1\n", "apiVersion: policy/v1beta1\n", StringComparison.Ordinal).Replace("  unhealthyPodEvictionPolicy: AlwaysAllow\n", "", StringComparison.Ordinal);
        CommandResult result = await ApplyAsync(string.Join("\n---\n", Documents(old).Where(document => !document.Contains("WebhookConfiguration\n", StringComparison.Ordinal))));
        result.ExitCode.Should().Be(0, "{0}", result);
    }

    private static async Task<string> RenderAsync(params string[] flags)
    {
        ChartRendering rendering = await ChartRenderer.RenderAsync("imagegate", Namespace, [.. flags, "--kube-version", Kubernetes]);
        Skip.If(rendering.IsMissing, rendering.Error);
        return rendering.Succeeded();
    }

    private static string[] Native(string chart) => [.. Documents(chart).Where(document => !Foreign.Any(group => document.Contains("\napiVersion: " + group, StringComparison.Ordinal)))];

    private static string Only(string chart, params string[] kinds) =>
        string.Join("\n---\n", Documents(chart).Where(document => kinds.Any(kind => document.Contains(kind, StringComparison.Ordinal))));

    // A line of its own: a certificate's last line ends with dashes too.
    private static IEnumerable<string> Documents(string chart) => ("\n" + chart).Split("\n---\n", StringSplitOptions.RemoveEmptyEntries);

    // kubectl's own check of the fields, then the server's.
    private Task<CommandResult> ApplyAsync(string yaml) => Cluster.InputAsync(yaml, "apply", "--validate=true", "--dry-run=server", "-f", "-");

    private async Task NamespacesAsync()
    {
        foreach (string name in new[] { "imagegate", Namespace, "team-a", "team-b", "signing" })
        {
            (await Cluster.InputAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{WebhookConfigurations.ExemptLabel}: all}}}}\n", "apply", "-f", "-")).Succeeded();
        }
    }
}
