using ImageGate.EndToEnd.Parts;
using ImageGate.Kubernetes.Api.Configuration;

namespace ImageGate.EndToEnd;

/// <summary>A test with the chart's own roles, an account's token and a self-managed certificate.</summary>
public abstract class ManagedClusterTest : ApiTest
{
    private protected ManagedClusterTest(EndToEndLab lab)
        : base(lab)
    {
    }

    /// <summary>Applies the chart's objects in a namespace of its own.</summary>
    private protected async Task<ManagedChart> InstallAsync(params string[] values)
    {
        string home = Lab.NewName("managed");
        ManagedChart chart = await ManagedChart.RenderAsync(home, values);
        await NamespaceAsync(home, $"kubernetes.io/metadata.name: {home}");
        (await Cluster.InputAsync(chart.Objects, "apply", "-f", "-")).Succeeded();
        return chart;
    }

    /// <summary>Makes a namespace that the chart's webhooks guard.</summary>
    private protected async Task<string> GuardedAsync(ManagedChart chart)
    {
        string name = Lab.NewName("managed-guarded");
        await NamespaceAsync(name, $"guarded-by: {chart.Namespace}");
        return name;
    }

    /// <summary>What a replica finds the API server with, as the chart's account.</summary>
    private protected async Task<string> KubeconfigAsync(ManagedChart chart)
    {
        ApiConfiguration admin = Admin();
        string file = Path.Combine(Directory.CreateDirectory(Lab.NewFolder("account")).FullName, "kubeconfig");
        await File.WriteAllTextAsync(file, $"""
            apiVersion: v1
            kind: Config
            current-context: lab
            clusters: [{"{"}name: lab, cluster: {"{"}server: "{admin.Server}", certificate-authority: "{((ApiAuthority.File)admin.Authority).Path}"{"}"}{"}"}]
            users: [{"{"}name: gate, user: {"{"}token: "{await NewTokenAsync(chart.Namespace, chart.Account)}"{"}"}{"}"}]
            contexts: [{"{"}name: lab, context: {"{"}cluster: lab, user: gate, namespace: {chart.Namespace}{"}"}{"}"}]
            """);
        return file;
    }

    /// <summary>The <c>caBundle</c> of both configurations.</summary>
    private protected async Task<string[]> BundlesAsync(ManagedChart chart)
    {
        string[] kinds = ["mutatingwebhookconfiguration", "validatingwebhookconfiguration"];
        return await Task.WhenAll(kinds.Select(kind => Cluster.ReadAsync(chart.Namespace, $"{kind}/{chart.ConfigurationName}", ".webhooks[0].clientConfig.caBundle")));
    }

    private protected Task<string> SecretAsync(ManagedChart chart, string name) => Cluster.ReadAsync(chart.Namespace, "secret/" + chart.SecretName, ".data." + name);

    private protected static async Task<string> MetricsAsync(GateProcess gate) => (await gate.HealthAsync("/metrics")).Text;

    private protected static async Task<bool> LeadsAsync(GateProcess gate) => (await MetricsAsync(gate)).Contains("imagegate_cluster_leader 1", StringComparison.Ordinal);

    // The lab's own webhooks leave it alone.
    private async Task NamespaceAsync(string name, string label) => (await Cluster.InputAsync(
        $"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{WebhookConfigurations.ExemptLabel}: all, {label}}}}}\n", "create", "-f", "-")).Succeeded();
}
