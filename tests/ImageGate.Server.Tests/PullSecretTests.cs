using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Tests;

/// <summary>The server beside an API server and a registry that both want to know who asks.</summary>
public sealed class PullSecretTests : IAsyncLifetime
{
    private FakeApiServer _api = null!;
    private RunningGate _gate = null!;
    private string _image = null!;

    public async Task InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        _gate = await RunningGate.StartAsync(
            configure: (gate, settings) =>
            {
                string path = Path.Combine(gate.Folder, "kubeconfig");
                File.WriteAllText(path, KubeconfigText.Of(_api));
                settings["Kubernetes:Enabled"] = "true";
                settings["Kubernetes:Kubeconfig"] = path;
                settings["Kubernetes:PullSecrets"] = "true";
            },
            time: new ManualTimeProvider(),                            // no wait ends, however busy the machine is
            registry: new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer });
        Digest image = _gate.Registry.PushImage("app", "v1");
        _gate.Registry.PushSignature("app", image, _gate.Key.Sign(image));
        _image = $"{_gate.Registry.Host}/app:v1";
    }

    public async Task DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_private_image_is_admitted_with_its_namespace_s_secret_and_with_no_other()
    {
        PutSecret("default", "pull", "secret");

        (await AskAsync("default", "pull")).GetProperty("allowed").GetBoolean().Should().BeTrue();
        Message(await AskAsync("other", "pull")).Should().Contain("RegistryUnauthorized").And.Contain("note: the Secret other/pull does not exist");
        Message(await AskAsync("default")).Should().Contain("RegistryUnauthorized").And.NotContain("note:");
        (await AskAsync("default", "pull")).GetProperty("allowed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task The_account_of_a_template_counts()
    {
        PutSecret("default", "pull", "secret");
        _api.Put("/api/v1/namespaces/default/serviceaccounts/default", new JsonObject { ["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "pull" }) });
        string review = JsonSerializer.Serialize(new
        {
            apiVersion = "admission.k8s.io/v1",
            kind = "AdmissionReview",
            request = new
            {
                uid = "3f1a",
                kind = new { group = "batch", version = "v1", kind = "Job" },
                resource = new { group = "batch", version = "v1", resource = "jobs" },
                @namespace = "default",
                operation = "CREATE",
                userInfo = new { username = "u" },
                @object = new { apiVersion = "batch/v1", kind = "Job", spec = new { template = new { spec = new { containers = new[] { new { name = "c", image = _image } } } } } },
            },
        });

        (await _gate.AskAsync(review)).GetProperty("allowed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task A_secret_that_may_not_be_read_is_counted_and_does_not_stop_others()
    {
        PutSecret("default", "pull", "secret");
        _api.Fail("GET /api/v1/namespaces/default/secrets/closed", FakeApiServer.Status(403, "Forbidden", "no"));

        (await AskAsync("default", "closed", "pull")).GetProperty("allowed").GetBoolean().Should().BeTrue();

        (await _gate.Client.GetStringAsync($"{_gate.Metrics}/metrics")).Should().Contain("imagegate_pull_secret_faults_total{reason=\"forbidden\"} 1");
    }

    [Fact]
    public async Task Nothing_is_read_for_an_image_that_no_registry_is_asked_about()
    {
        JsonObject pod = Pod("default", "pull");
        pod["request"]!["object"]!["spec"]!["containers"]![0]!["image"] = "nginx";

        Message(await _gate.AskAsync(pod.ToJsonString())).Should().Contain("NoPolicyMatches");

        _api.Requests.Should().BeEmpty();
    }

    [Fact]
    public void Pull_secrets_need_an_api_server()
    {
        Action start = () => GateApplication.Build([], new Dictionary<string, string?> { ["Kubernetes:PullSecrets"] = "true", ["Policies:Directory"] = "/nowhere" });

        start.Should().Throw<OptionsValidationException>().Which.Message.Should().Contain("need Kubernetes:Enabled");
    }

    private static string Message(JsonElement response) => response.GetProperty("status").GetProperty("message").GetString()!;

    private void PutSecret(string home, string name, string password) => _api.Put($"/api/v1/namespaces/{home}/secrets/{name}", new JsonObject
    {
        ["type"] = "kubernetes.io/dockerconfigjson",
        ["data"] = new JsonObject
        {
            [".dockerconfigjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(
                $$$$"""{"auths":{"{{{{_gate.Registry.Host}}}}":{"username":"robot","password":"{{{{password}}}}"}}}""")),
        },
    });

    private Task<JsonElement> AskAsync(string home, params string[] secrets) => _gate.AskAsync(Pod(home, secrets).ToJsonString());

    private JsonObject Pod(string home, params string[] secrets)
    {
        JsonObject review = JsonNode.Parse(RunningGate.Pod(_image))!.AsObject();
        review["request"]!["namespace"] = home;
        review["request"]!["object"]!["spec"]!["imagePullSecrets"] = new JsonArray([.. secrets.Select(secret => new JsonObject { ["name"] = secret })]);
        return review;
    }
}
