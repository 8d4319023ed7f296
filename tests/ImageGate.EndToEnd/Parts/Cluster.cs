using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.EndToEnd.Parts;

/// <summary>A real API server with etcd; there is no kubelet.</summary>
/// <param name="state">Its folder.</param>
/// <param name="settings">Settings of the lab's script, such as <c>CONTROLLERS=1</c>.</param>
internal sealed class Cluster(string state, params (string Name, string Value)[] settings)
{
    private readonly Dictionary<string, string> _environment = settings.ToDictionary(setting => setting.Name, setting => setting.Value);

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>The kubeconfig of a user who may do everything.</summary>
    public string Kubeconfig => Path.Combine(state, "kubeconfig");

    public Task StartAsync() => LabFolder.ScriptAsync("kube/up.sh", _environment, state);

    /// <summary>Stops all of it, and starts it again with the same data on the same ports.</summary>
    public async Task RestartAsync()
    {
        await LabFolder.ScriptAsync("kube/down.sh", new Dictionary<string, string> { ["KEEP"] = "1" }, state);
        await StartAsync();
    }

    /// <summary>kubectl.</summary>
    public Task<CommandResult> KubectlAsync(params IEnumerable<string> arguments) => InputAsync("", arguments);

    /// <summary>kubectl with something to read.</summary>
    public Task<CommandResult> InputAsync(string input, params IEnumerable<string> arguments) => Command.RunAsync(
        LabFolder.Program("kubectl"),
        new Dictionary<string, string> { ["KUBECONFIG"] = Kubeconfig, ["HOME"] = state },
        input,
        arguments);

    /// <summary><c>kubectl create -f</c>.</summary>
    public Task<CommandResult> CreateAsync(string namespaceName, string yaml, params string[] options) =>
        InputAsync(yaml, ["-n", namespaceName, "create", "-f", "-", .. options]);

    /// <summary><c>kubectl run</c>: a Pod with one container.</summary>
    public Task<CommandResult> RunAsync(string namespaceName, string name, string image, params string[] options) =>
        KubectlAsync(["-n", namespaceName, "run", name, "--image=" + image, .. options]);

    /// <summary>Creates a Pod without kubectl, which tries again by itself where the answer says that it may; the answer with its headers.</summary>
    public async Task<string> PostPodAsync(string namespaceName, string pod, string image)
    {
        string token = await File.ReadAllTextAsync(Path.Combine(state, "token"));
        string port = await File.ReadAllTextAsync(Path.Combine(state, "port"));
        return (await Command.RunAsync(
            "curl",
            Nothing,
            Workload.Pod(pod, image),
            "-si", "--noproxy", "*", "--http1.1", "--cacert", Path.Combine(state, "ca.crt"), "-H", "Authorization: Bearer " + token.Trim(),
            "-H", "Content-Type: application/yaml", "--data-binary", "@-",
            $"https://127.0.0.1:{port.Trim()}/api/v1/namespaces/{namespaceName}/pods")).Succeeded();
    }

    /// <summary>A client without kubectl, for many requests: its user may do everything.</summary>
    public HttpClient Connect()
    {
        var trust = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trust.CustomTrustStore.ImportFromPemFile(Path.Combine(state, "ca.crt"));
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = trust } })
        {
            BaseAddress = new Uri($"https://127.0.0.1:{File.ReadAllText(Path.Combine(state, "port")).Trim()}"),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(Path.Combine(state, "token")).Trim());
        return client;
    }

    /// <summary>What a JSON path of a stored object holds.</summary>
    public async Task<string> ReadAsync(string namespaceName, string target, string path) =>
        (await KubectlAsync("-n", namespaceName, "get", target, "-o", $"jsonpath={{{path}}}")).Succeeded();

    /// <summary>The image of a stored Pod's only container.</summary>
    public Task<string> ImageOfAsync(string namespaceName, string pod) => ReadAsync(namespaceName, "pod/" + pod, ".spec.containers[*].image");

    /// <summary>The lines of the audit log so far.</summary>
    public async Task<string[]> ReadAuditLogAsync() => await File.ReadAllLinesAsync(Path.Combine(state, "audit.log"));
}
