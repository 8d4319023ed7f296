using System.Text;
using System.Text.Json.Nodes;
using ImageGate.Server.Alerts;
using ImageGate.Server.Tests.Alerts;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace ImageGate.Server.Tests.Telemetry;

/// <summary>Secrets that come in by every way there is come out by none.</summary>
public sealed class SecretTests
{
    private const string Secret = "hunter2";

    [Fact]
    public async Task At_the_loudest_level_no_secret_is_in_the_log_the_metrics_or_the_readiness()
    {
        await using FakeApiServer api = await FakeApiServer.StartAsync();
        await using AlertSink sink = await AlertSink.StartAsync();
        api.Token = Secret + "-token";
        string alerts = "";
        LoggedGate logged = await LoggedGate.StartAsync("Trace", configure: (gate, settings) =>
        {
            alerts = Path.Combine(gate.Folder, "alerts.yaml");
            File.WriteAllText(alerts, AlertingGate.Config(sink.Url, AlertingGate.Everything).Replace(sink.Url.ToString(), $"{sink.Url}{Secret}-path", StringComparison.Ordinal));
            string kubeconfig = Path.Combine(gate.Folder, "kubeconfig");
            File.WriteAllText(kubeconfig, KubeconfigText.Of(api).Replace("good-token", api.Token, StringComparison.Ordinal));
            settings["Alerts:File"] = alerts;
            settings["Kubernetes:Enabled"] = "true";
            settings["Kubernetes:Kubeconfig"] = kubeconfig;
            settings["Kubernetes:PullSecrets"] = "true";
            settings["Kubernetes:Events"] = "true";
        }, registry: new InMemoryRegistryOptions { Authentication = RegistryAuthentication.Bearer, Password = Secret + "-password" });
        RunningGate gate = logged.Gate;
        Digest image = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", image, gate.Key.Sign(image));
        PutSecrets(api, gate);
        sink.AnswerWith(400, "X-Answer", Secret);
        gate.Registry.Fail("/v2/broken/manifests/v1", async (context, _) =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync($$"""{"errors": [{"code": "DENIED", "message": "{{Secret}}-registry"}]}""");
        });
        gate.Registry.Fail("/v2/moved/manifests/v1", RegistryFaults.Redirect($"http://user:{Secret}@127.0.0.1:1/{Secret}?X-Amz-Signature={Secret}"));

        foreach (string path in new[] { "app", "broken", "moved", "missing" })
        {
            await PostAsync(gate, $"{gate.Registry.Host}/{path}:v1");
        }

        await gate.AskAsync(RunningGate.Pod("nginx").Replace("CREATE", "DELETE", StringComparison.Ordinal));
        gate.WritePolicies(gate.RequireKey().Replace("BEGIN PUBLIC KEY", "BEGIN " + Secret, StringComparison.Ordinal));
        gate.Get<PolicyStore>().Refresh();
        await File.WriteAllTextAsync(alerts, AlertingGate.Config(sink.Url, "denied").Replace("http://", $"{Secret}://{Secret}@", StringComparison.Ordinal));
        gate.Get<AlertStore>().Refresh();
        string metrics = "";
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!metrics.Contains("imagegate_alerts_total{receiver=\"ops\",result=\"failed\"}", StringComparison.Ordinal) || !metrics.Contains("imagegate_events_total", StringComparison.Ordinal))
        {
            metrics = await gate.Client.GetStringAsync($"{gate.Metrics}/metrics", deadline.Token);
        }

        string readiness = await gate.Client.GetStringAsync($"{gate.Metrics}/readyz?verbose");
        string[] tokens = [.. gate.Registry.Requests.Select(request => request.Authorization).OfType<string>().Select(value => value.Split(' ')[^1])];
        string log = await logged.EndAsync();

        api.Requests.Should().Contain(request => request.Path.EndsWith("/secrets/pull", StringComparison.Ordinal));
        tokens.Should().NotBeEmpty();
        log.Should().Contain("\"level\":\"debug\"").And.Contain("policies rejected").And.Contain("alerts' configuration rejected").And.Contain("did not take an alert").And.Contain("pull secret not used").And.NotContain("connectionId").And.NotContain("requestPath");
        string[] secrets = [Secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))[..9], .. tokens];
        foreach (string secret in secrets)
        {
            (log + metrics + readiness).Contains(secret, StringComparison.Ordinal).Should().BeFalse("{0} is a secret", secret);
        }

        api.Requests.Where(request => request.Path.EndsWith("/events", StringComparison.Ordinal)).Should().NotContain(request => request.Form.Contains(Secret));
    }

    private static void PutSecrets(FakeApiServer api, RunningGate gate)
    {
        string config = $$$$"""{"auths":{"{{{{gate.Registry.Host}}}}":{"username":"robot","password":"{{{{Secret}}}}-password"}}}""";
        foreach ((string name, string content) in new[] { ("pull", config), ("broken", config + Secret) })
        {
            api.Put($"/api/v1/namespaces/default/secrets/{name}", new JsonObject
            {
                ["type"] = "kubernetes.io/dockerconfigjson",
                ["data"] = new JsonObject { [".dockerconfigjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(content)) },
            });
        }
    }

    private static async Task PostAsync(RunningGate gate, string image)
    {
        JsonNode review = JsonNode.Parse(RunningGate.Pod(image))!;
        JsonNode request = review["request"]!;
        request["userInfo"]!["extra"] = new JsonObject { ["token"] = new JsonArray(Secret) };
        request["object"]!["metadata"]!["annotations"] = new JsonObject { ["password"] = Secret };
        JsonNode spec = request["object"]!["spec"]!;
        spec["containers"]![0]!["env"] = new JsonArray(new JsonObject { ["name"] = "PASSWORD", ["value"] = Secret });
        spec["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = "pull" }, new JsonObject { ["name"] = "broken" });
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{gate.Webhook}/mutate?timeout=10s&token={Secret}")
        {
            Content = new StringContent(review.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        message.Headers.Add("Authorization", "Bearer " + Secret);
        message.Headers.Add("Cookie", "session=" + Secret);
        using HttpResponseMessage answer = await gate.Client.SendAsync(message);
        answer.EnsureSuccessStatusCode();
    }
}
