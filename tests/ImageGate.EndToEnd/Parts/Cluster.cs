namespace ImageGate.EndToEnd.Parts;

/// <summary>A real API server with etcd and the controller manager; there is no kubelet.</summary>
/// <param name="state">Its folder.</param>
internal sealed class Cluster(string state)
{
    private static readonly Dictionary<string, string> WithControllers = new() { ["CONTROLLERS"] = "1" };

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>The kubeconfig of a user who may do everything.</summary>
    public string Kubeconfig => Path.Combine(state, "kubeconfig");

    public Task StartAsync() => LabFolder.ScriptAsync("kube/up.sh", WithControllers, state);

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

    /// <summary>What a JSON path of a stored object holds.</summary>
    public async Task<string> ReadAsync(string namespaceName, string target, string path) =>
        (await KubectlAsync("-n", namespaceName, "get", target, "-o", $"jsonpath={{{path}}}")).Succeeded();

    /// <summary>The image of a stored Pod's only container.</summary>
    public Task<string> ImageOfAsync(string namespaceName, string pod) => ReadAsync(namespaceName, "pod/" + pod, ".spec.containers[*].image");

    /// <summary>The lines of the audit log so far.</summary>
    public async Task<string[]> ReadAuditLogAsync() => await File.ReadAllLinesAsync(Path.Combine(state, "audit.log"));
}
