using System.Text.Json.Nodes;
using ImageGate.EndToEnd.Parts;
using ImageGate.Kubernetes.Api;
using ImageGate.Kubernetes.Api.Configuration;

namespace ImageGate.EndToEnd;

/// <summary>A test of the client for the API server, with the real one.</summary>
public abstract class ApiTest : EndToEndTest, IDisposable
{
    private readonly List<ApiClient> _clients = [];

    private protected ApiTest(EndToEndLab lab)
        : base(lab)
    {
    }

    private protected static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected static T Found<T>(ApiResult<T> result) => result.Should().BeOfType<ApiResult<T>.Found>().Which.Value;

    private protected static ApiFailure Failed<T>(ApiResult<T> result) => result.Should().BeOfType<ApiResult<T>.Failed>().Which.Failure;

    private protected ApiConfiguration Admin() => Kubeconfig.Load(Cluster.Kubeconfig, null).Should().BeOfType<ApiConfigurationLoad.Loaded>().Which.Configuration;

    private protected ApiClient NewClient(ApiConfiguration configuration)
    {
        var client = new ApiClient(configuration, new ApiClientSettings(TimeSpan.FromSeconds(10), "imagegate/end-to-end", TimeProvider.System));
        _clients.Add(client);
        return client;
    }

    private protected async Task<string> NewNamespaceAsync()
    {
        string name = Lab.NewName("api");
        (await Cluster.KubectlAsync("create", "namespace", name)).Succeeded();
        return name;
    }

    /// <summary>A token of a service account, as the kubelet gets one.</summary>
    private protected async Task<string> NewTokenAsync(string namespaceName, string account)
    {
        string request = """{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{"expirationSeconds":600}}""";
        string answer = (await Cluster.InputAsync(request, "create", "--raw", $"/api/v1/namespaces/{namespaceName}/serviceaccounts/{account}/token", "-f", "-")).Succeeded();
        return (string)JsonNode.Parse(answer)!["status"]!["token"]!;
    }

    /// <summary>The folder that the kubelet mounts into a Pod of that account, and the configuration that is read from it.</summary>
    private protected (string Folder, ApiConfiguration Configuration) Mount(string namespaceName, string token)
    {
        string folder = Directory.CreateDirectory(Lab.NewFolder("account")).FullName;
        ApiConfiguration admin = Admin();
        File.Copy(((ApiAuthority.File)admin.Authority).Path, Path.Combine(folder, "ca.crt"));
        File.WriteAllText(Path.Combine(folder, "token"), token);
        File.WriteAllText(Path.Combine(folder, "namespace"), namespaceName);
        ApiConfigurationLoad load = InClusterConfiguration.Load(name => name == "KUBERNETES_SERVICE_HOST" ? admin.Server.Host : $"{admin.Server.Port}", folder);
        return (folder, load.Should().BeOfType<ApiConfigurationLoad.Loaded>().Which.Configuration);
    }

    /// <summary>A kubeconfig with a token, for a server that runs outside of the cluster.</summary>
    private protected string WriteKubeconfig(string token)
    {
        ApiConfiguration admin = Admin();
        string path = Path.Combine(Directory.CreateDirectory(Lab.NewFolder("account")).FullName, "kubeconfig");
        File.WriteAllText(path, $$"""
            apiVersion: v1
            kind: Config
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u, namespace: default} }]
            clusters: [{name: c, cluster: {server: "{{admin.Server}}", certificate-authority: "{{((ApiAuthority.File)admin.Authority).Path}}"} }]
            users: [{name: u, user: {token: "{{token}}"} }]
            """);
        return path;
    }

    /// <summary>Makes a namespace that the lab's own server leaves alone, and a server of the test guards by a label.</summary>
    private protected async Task MakeGuardedAsync(string name, params string[] labels)
    {
        string all = string.Join(", ", labels.Prepend(WebhookConfigurations.ExemptLabel + ": all"));
        (await Cluster.InputAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}, labels: {{{all}}}}}\n", "create", "-f", "-")).Succeeded();
    }

    /// <summary>Lets a server guard the namespaces with a label.</summary>
    private protected async Task RegisterAsync(GateProcess gate, string name, string label) => (await Cluster.InputAsync(
        WebhookConfigurations.Yaml(gate.WebhookPort, Lab.Certificate.AuthorityPem, name, $"matchLabels: {{{label}}}"), "create", "-f", "-")).Succeeded();
}
