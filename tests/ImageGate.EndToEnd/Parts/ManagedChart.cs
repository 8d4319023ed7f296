using System.Text.RegularExpressions;
using ImageGate.Testing.Chart;

namespace ImageGate.EndToEnd.Parts;

/// <summary>
/// The chart in the lab, where there are neither Pods nor Services: its objects are applied, its settings given to processes,
/// and its webhooks registered by URL.
/// </summary>
internal sealed partial class ManagedChart
{
    private readonly string _text;

    private ManagedChart(string namespaceName, string text)
    {
        Namespace = namespaceName;
        _text = text;
    }

    /// <summary>The namespace, which is the release's name too.</summary>
    public string Namespace { get; }

    /// <summary>The webhook configurations' name.</summary>
    public string ConfigurationName => $"{Namespace}-imagegate";

    /// <summary>The Secret's name.</summary>
    public string SecretName => "imagegate-tls";

    /// <summary>The service account's name.</summary>
    public string Account => "imagegate";

    /// <summary>All objects but Deployment, webhooks and what nobody here looks at.</summary>
    public string Objects => Only("Secret", "Lease", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");

    /// <summary>Renders it for a namespace; only namespaces with the label <c>guarded-by: NAMESPACE</c> are guarded.</summary>
    /// <param name="namespaceName">The namespace.</param>
    /// <param name="values">More values: <c>a.b=c</c>.</param>
    public static async Task<ManagedChart> RenderAsync(string namespaceName, params string[] values)
    {
        string[] all = ["policiesConfigMap=mine", "fullnameOverride=imagegate", "webhook.namespaceSelector.matchLabels.guarded-by=" + namespaceName, .. values];
        ChartRendering rendering = await ChartRenderer.RenderAsync(
            namespaceName, namespaceName, ["--kube-version", "1.20.2", .. all.SelectMany(value => new[] { "--set", value })]);
        Skip.If(rendering.IsMissing, rendering.Error);
        return new ManagedChart(namespaceName, rendering.Succeeded());
    }

    /// <summary>The webhook configurations, with a port for each.</summary>
    public string Webhooks(int mutatingPort, int validatingPort) =>
        Service().Replace(Only("MutatingWebhookConfiguration"), $"      url: https://127.0.0.1:{mutatingPort}/mutate\n")
        + "\n---\n" + Service().Replace(Only("ValidatingWebhookConfiguration"), $"      url: https://127.0.0.1:{validatingPort}/validate\n");

    /// <summary>The settings that the chart gives to the container, but those of folders, and those that the lab has instead.</summary>
    public Dictionary<string, string> Settings(IReadOnlyDictionary<string, string> lab, string kubeconfig)
    {
        var settings = Setting().Matches(_text).Where(match => !match.Groups["value"].Value.StartsWith('/'))
            .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim('"'));
        foreach ((string name, string value) in lab.Where(item => !item.Key.StartsWith("Tls__", StringComparison.Ordinal)))
        {
            settings[name] = value;
        }

        settings["Kubernetes__Kubeconfig"] = kubeconfig;
        settings["Tls__ExtraNames"] = "127.0.0.1";
        settings["Tls__SettleSeconds"] = "3";
        settings["TrustRoots__Refresh"] = "false";
        return settings;
    }

    private string Only(params string[] kinds) => string.Join(
        "\n---\n",
        ("\n" + _text).Split("\n---\n", StringSplitOptions.RemoveEmptyEntries).Where(document => kinds.Any(kind => document.Contains($"\nkind: {kind}\n", StringComparison.Ordinal))));

    [GeneratedRegex(@"- \{name: IMAGEGATE_(?<name>[A-Za-z_]+), value: (?<value>[^}]*)\}")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^      service:\n(?:        .*\n)+", RegexOptions.Multiline)]
    private static partial Regex Service();
}
