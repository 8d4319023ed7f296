using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Server.Certificates;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Server.Tests.Certificates;

/// <summary>An API server with what the chart puts into it, and replicas of the gate that manage their certificate there.</summary>
internal sealed class ManagedCluster : IAsyncDisposable
{
    public const string SecretPath = "/api/v1/namespaces/gate/secrets/imagegate-tls";
    public const string LeasePath = "/apis/coordination.k8s.io/v1/namespaces/gate/leases/imagegate-leader";
    public const string Mutating = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/imagegate";
    public const string Validating = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/imagegate";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-cluster-");
    private readonly List<RunningGate> _gates = [];

    private ManagedCluster(FakeApiServer api) => Api = api;

    public FakeApiServer Api { get; }

    public static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    /// <summary>Everything of the chart is there, and empty.</summary>
    public static async Task<ManagedCluster> StartAsync()
    {
        var cluster = new ManagedCluster(await FakeApiServer.StartAsync());
        cluster.Api.Put(SecretPath, new JsonObject { ["type"] = "Opaque" });
        cluster.Api.Put(LeasePath);
        cluster.PutConfiguration(Mutating);
        cluster.PutConfiguration(Validating);
        return cluster;
    }

    /// <summary>Puts a configuration there as the chart has it: without caBundle.</summary>
    public void PutConfiguration(string path) => Api.Put(path, JsonNode.Parse(
        """{"webhooks":[{"name":"one","failurePolicy":"Fail","clientConfig":{"service":{"name":"imagegate"}}},{"name":"two","clientConfig":{}}]}""")!.AsObject());

    /// <summary>Starts a replica.</summary>
    public async Task<RunningGate> StartGateAsync(Action<Dictionary<string, string?>>? configure = null, TimeProvider? time = null)
    {
        string kubeconfig = Path.Combine(_folder.FullName, "kubeconfig");
        string authority = Convert.ToBase64String(Encoding.ASCII.GetBytes(Api.Authority.Pem));
        await File.WriteAllTextAsync(kubeconfig, $$"""
            apiVersion: v1
            kind: Config
            current-context: fake
            clusters: [{name: fake, cluster: {server: "{{Api.Url}}", certificate-authority-data: {{authority}} } }]
            users: [{name: gate, user: {token: good-token} }]
            contexts: [{name: fake, context: {cluster: fake, user: gate, namespace: gate} }]
            """);
        RunningGate gate = await RunningGate.StartAsync(time: time, configure: (_, settings) =>
        {
            settings["Kubernetes:Enabled"] = "true";
            settings["Kubernetes:Kubeconfig"] = kubeconfig;
            settings["Tls:Source"] = "SelfManaged";
            settings["Tls:SecretName"] = "imagegate-tls";
            settings["Tls:ServiceName"] = "imagegate";
            settings["Tls:SettleSeconds"] = "1";
            settings["Webhooks:MutatingConfiguration"] = "imagegate";
            settings["Webhooks:ValidatingConfiguration"] = "imagegate";
            configure?.Invoke(settings);
        });
        _gates.Add(gate);
        return gate;
    }

    /// <summary>Waits until something is so: what happens is driven by others' watches.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        CancellationToken deadline = Deadline;
        while (!isSo())
        {
            deadline.IsCancellationRequested.Should().BeFalse("{0} should come to be", what);
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>What the Secret holds, or null.</summary>
    public CertificateState? Stored() => CertificateSecret.Read(Secret()) is StoredCertificates.Good good ? good.State : null;

    /// <summary>Whether both configurations trust what the Secret says and a replica shows its certificate.</summary>
    public bool IsRight(RunningGate gate) => Stored() is { } state && Bundle(Mutating) == state.CaBundle && Bundle(Validating) == state.CaBundle && Shows(gate, state);

    /// <summary>Whether a replica shows the certificate of a state.</summary>
    public static bool Shows(RunningGate gate, CertificateState state) =>
        gate.Get<ServerCertificate>().Current?.TargetCertificate.ExportCertificatePem() == state.Leaf.CertificatePem;

    /// <summary>The one bundle of all webhooks of a configuration; null when there is none or they differ.</summary>
    public string? Bundle(string path)
    {
        string[] bundles = [.. Api.Find(path)?["webhooks"]!.AsArray().Select(webhook => (string?)webhook!["clientConfig"]!["caBundle"] ?? "").Distinct() ?? []];
        return bundles is [{ Length: > 0 } one] ? Encoding.ASCII.GetString(Convert.FromBase64String(one)) : null;
    }

    /// <summary>Changes the stored Secret's data.</summary>
    public void EditSecret(Action<JsonObject> change)
    {
        JsonObject secret = Api.Find(SecretPath)!;
        change(secret["data"]!.AsObject());
        Api.Put(SecretPath, secret);
    }

    public static async Task<string> ReadyAsync(RunningGate gate)
    {
        using HttpResponseMessage answer = await gate.Client.GetAsync($"{gate.Metrics}/readyz?verbose");
        return await answer.Content.ReadAsStringAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningGate gate in _gates)
        {
            await gate.DisposeAsync();
        }

        await Api.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Secret? Secret() => Api.Find(SecretPath) is not { } json ? null : new Secret
    {
        Data = (json["data"]?.AsObject() ?? []).ToDictionary(item => item.Key, item => Convert.FromBase64String((string)item.Value!)),
    };
}
