using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using ImageGate.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ImageGate.Server.Tests;

/// <summary>The real server on loopback beside an in-memory registry, with a policy folder of its own.</summary>
internal sealed class RunningGate : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("imagegate-test-");

    private RunningGate(InMemoryRegistry registry)
    {
        Registry = registry;
        PolicyFolder = _folder.CreateSubdirectory("policies").FullName;
        Client = new HttpClient(new SocketsHttpHandler { SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = Remember } });
    }

    public InMemoryRegistry Registry { get; }

    public CosignKey Key { get; } = CosignKey.CreateP256();

    public string PolicyFolder { get; }

    public string Folder => _folder.FullName;

    public HttpClient Client { get; }

    public WebApplication Server { get; private set; } = null!;

    public string Webhook => Server.Urls.Single(url => url.StartsWith("https", StringComparison.Ordinal));

    public string Metrics => Server.Urls.Single(url => url.StartsWith("http:", StringComparison.Ordinal));

    /// <summary>How many connections the client has made.</summary>
    public int Connections { get; private set; }

    /// <summary>The certificate that the server showed last.</summary>
    public X509Certificate2? Shown { get; private set; }

    public static async Task<RunningGate> StartAsync(
        bool withPolicies = true, Action<RunningGate, Dictionary<string, string?>>? configure = null, TimeProvider? time = null,
        InMemoryRegistryOptions? registry = null, Stream? log = null)
    {
        var gate = new RunningGate(await InMemoryRegistry.StartAsync(registry));
        if (withPolicies)
        {
            gate.WritePolicies(gate.RequireKey());
        }

        var settings = new Dictionary<string, string?>
        {
            ["Server:BindAddress"] = "127.0.0.1",
            ["Server:HttpsPort"] = "0",
            ["Server:MetricsPort"] = "0",
            ["Server:DrainSeconds"] = "0",
            ["Policies:Directory"] = gate.PolicyFolder,
            ["TrustRoots:Refresh"] = "false",                          // no test asks a mirror that is not its own
            ["Log:Level"] = "None",
        };
        configure?.Invoke(gate, settings);
        gate.Server = GateApplication.Build([], settings, time ?? TimeProvider.System, log);
        await gate.Server.StartAsync();
        return gate;
    }

    public T Get<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public void WritePolicies(string yaml) => File.WriteAllText(Path.Combine(PolicyFolder, "policies.yaml"), yaml);

    public string RequireKey() => $$"""
        apiVersion: imagegate.dev/v1
        kind: TrustPolicy
        metadata: {name: apps}
        spec:
          images: ["{{Registry.Host}}/**"]
          require:
            signers:
              - name: key
                key: {pem: "{{Key.PublicPem.Replace("\n", "\\n", StringComparison.Ordinal)}}"}
                transparencyLog: notRequired
        ---
        apiVersion: imagegate.dev/v1
        kind: RegistryAccess
        metadata: {name: local}
        spec: {host: "{{Registry.Host}}", insecureHttp: true}
        """;

    public static string Pod(string image) => Pod([image]);

    public static string Pod(IReadOnlyList<string> images) => JsonSerializer.Serialize(new
    {
        apiVersion = "admission.k8s.io/v1",
        kind = "AdmissionReview",
        request = new
        {
            uid = "3f1a",
            kind = new { group = "", version = "v1", kind = "Pod" },
            resource = new { group = "", version = "v1", resource = "pods" },
            name = "p",
            @namespace = "default",
            operation = "CREATE",
            userInfo = new { username = "u" },
            @object = new { apiVersion = "v1", kind = "Pod", metadata = new { name = "p" }, spec = new { containers = images.Select((image, index) => new { name = $"c{index}", image }) } },
        },
    });

    public Task<HttpResponseMessage> PostAsync(string path, string body, string contentType = "application/json") =>
        Client.PostAsync($"{Webhook}{path}", new StringContent(body, Encoding.UTF8, contentType));

    public Task<JsonElement> DecideAsync(string image, string path = "/mutate?timeout=10s") => AskAsync(Pod(image), path);

    public async Task<JsonElement> AskAsync(string review, string path = "/mutate?timeout=10s")
    {
        using HttpResponseMessage answer = await PostAsync(path, review);
        using var json = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("response").Clone();
    }

    /// <summary>Waits until the metrics have a line, and returns them.</summary>
    /// <exception cref="TimeoutException">They have not; the message has the metric's lines.</exception>
    public async Task<string> SeeMetricAsync(string line)
    {
        using var deadline = new CancellationTokenSource(Soon);
        while (true)
        {
            string metrics = await Client.GetStringAsync($"{Metrics}/metrics");
            if (metrics.Contains(line + "\n", StringComparison.Ordinal))
            {
                return metrics;
            }

            if (deadline.IsCancellationRequested)
            {
                string name = line.Split('{', ' ')[0];
                throw new TimeoutException($"not seen within {Soon}: {line}; there is: {string.Join(" | ", metrics.Split('\n').Where(one => one.StartsWith(name, StringComparison.Ordinal)))}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.StopAsync();
        await Server.DisposeAsync();
        await Registry.DisposeAsync();
        Key.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool Remember(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Connections++;
        Shown = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return true;
    }
}
