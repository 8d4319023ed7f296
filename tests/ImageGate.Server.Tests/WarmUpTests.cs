using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Server.Tests.Certificates;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;
using Microsoft.Extensions.Options;

namespace ImageGate.Server.Tests;

/// <summary>A replica that starts beside Pods that run, an API server that lists them, and a registry that counts.</summary>
public sealed class WarmUpTests : IAsyncLifetime
{
    private const string Pods = "GET /api/v1/pods";

    private FakeApiServer _api = null!;
    private RunningGate _gate = null!;
    private string _signed = null!;
    private string _unsigned = null!;

    public async Task InitializeAsync() => _api = await FakeApiServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _gate.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task An_image_that_runs_is_admitted_without_a_request_to_the_registry_and_one_that_may_not_run_is_still_denied()
    {
        await StartAsync();
        await UntilMetricsAsync("{result=\"admitted\"} 1", "{result=\"denied\"} 1");
        long warm = _gate.Registry.RequestCount;
        warm.Should().BePositive();

        JsonElement admitted = await _gate.DecideAsync(_signed);
        JsonElement denied = await _gate.DecideAsync(_unsigned);

        admitted.GetProperty("allowed").GetBoolean().Should().BeTrue();
        denied.GetProperty("allowed").GetBoolean().Should().BeFalse();
        denied.GetProperty("status").GetProperty("message").GetString().Should().Contain("NoSignature");
        _gate.Registry.RequestCount.Should().Be(warm);
        (await MetricsAsync()).Should().Contain("imagegate_decisions_total{path=\"mutate\",outcome=\"allowed\"} 1", "the warm-up is no admission");
    }

    [Fact]
    public async Task A_policy_that_changes_behind_the_warm_up_is_asked_anew()
    {
        await StartAsync();
        await UntilMetricsAsync("{result=\"admitted\"} 1");
        using CosignKey other = CosignKey.CreateP256();
        _gate.WritePolicies(_gate.RequireKey().Replace(Pem(_gate.Key), Pem(other), StringComparison.Ordinal));
        _gate.Get<PolicyStore>().Refresh();

        JsonElement answer = await _gate.DecideAsync(_signed);

        answer.GetProperty("allowed").GetBoolean().Should().BeFalse();
        answer.GetProperty("status").GetProperty("message").GetString().Should().Contain("SignatureInvalid");
    }

    [Fact]
    public async Task Without_the_right_it_is_ready_answers_and_asks_once()
    {
        _api.Fail(Pods, FakeApiServer.Status(403, "Forbidden", "pods is forbidden"));
        await StartAsync();
        await ManagedCluster.UntilAsync(() => Lists() == 1, "the attempt");

        (await _gate.DecideAsync(_signed)).GetProperty("allowed").GetBoolean().Should().BeTrue();

        (await _gate.Client.GetStringAsync($"{_gate.Metrics}/readyz")).Should().Be("ok\n");
        Lists().Should().Be(1);
        (await MetricsAsync()).Should().Contain("imagegate_warm_up_images_total{result=\"admitted\"} 0");
    }

    [Fact]
    public async Task A_replica_is_ready_while_its_Pods_are_being_listed_and_ends_in_time()
    {
        HeldRequests held = _api.Hold(Pods);
        await StartAsync();
        await held.Arrived;

        (await _gate.Client.GetStringAsync($"{_gate.Metrics}/readyz")).Should().Be("ok\n");
        (await _gate.DecideAsync(_unsigned)).GetProperty("allowed").GetBoolean().Should().BeFalse();

        await _gate.Server.StopAsync();
        held.Release();
    }

    [Fact]
    public async Task It_begins_when_there_are_policies()
    {
        await StartAsync(withPolicies: false);
        await ManagedCluster.UntilAsync(() => _gate.Server.Urls.Count > 0, "the start");
        Lists().Should().Be(0);
        _gate.WritePolicies(_gate.RequireKey());
        _gate.Get<PolicyStore>().Refresh();

        await UntilMetricsAsync("{result=\"admitted\"} 1");
    }

    [Theory]
    [InlineData("false")]
    [InlineData(null)]
    public async Task It_is_off_unless_it_is_wanted(string? value)
    {
        await StartAsync(value);

        (await _gate.DecideAsync(_signed)).GetProperty("allowed").GetBoolean().Should().BeTrue();

        Lists().Should().Be(0);
        (await MetricsAsync()).Should().NotContain("imagegate_warm_up_images_total");
    }

    [Fact]
    public async Task It_needs_an_api_server()
    {
        await StartAsync("false");
        Action start = () => GateApplication.Build([], new Dictionary<string, string?> { ["Kubernetes:WarmUp"] = "true", ["Policies:Directory"] = "/nowhere" });

        start.Should().Throw<OptionsValidationException>().Which.Message.Should().Contain("WarmUp need Kubernetes:Enabled");
    }

    private static string Pem(CosignKey key) => key.PublicPem.Replace("\n", "\\n", StringComparison.Ordinal);

    private int Lists() => _api.Requests.Count(request => request.Path == "/api/v1/pods");

    private async Task StartAsync(string? warmUp = "true", bool withPolicies = true)
    {
        _gate = await RunningGate.StartAsync(withPolicies, (gate, settings) =>
        {
            Run(gate);
            string path = Path.Combine(gate.Folder, "kubeconfig");
            File.WriteAllText(path, KubeconfigText.Of(_api));
            settings["Kubernetes:Enabled"] = "true";
            settings["Kubernetes:Kubeconfig"] = path;
            settings["Kubernetes:WarmUp"] = warmUp;
            settings["Cache:FailedSeconds"] = "600";
        });
    }

    private void Run(RunningGate gate)
    {
        Digest signed = gate.Registry.PushImage("app", "v1");
        gate.Registry.PushSignature("app", signed, gate.Key.Sign(signed));
        _signed = $"{gate.Registry.Host}/app:v1@{signed}";
        _unsigned = $"{gate.Registry.Host}/rogue@{gate.Registry.PushImage("rogue", "v1")}";
        foreach ((string name, string image) in new[] { ("one", _signed), ("two", _signed), ("three", _unsigned) })
        {
            _api.Put($"/api/v1/namespaces/apps/pods/{name}", new JsonObject
            {
                ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = image }) },
                ["status"] = new JsonObject { ["phase"] = "Running" },
            });
        }
    }

    private Task<string> MetricsAsync() => _gate.Client.GetStringAsync($"{_gate.Metrics}/metrics");

    private async Task UntilMetricsAsync(params string[] values)
    {
        string seen = "";
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!values.All(value => seen.Contains("imagegate_warm_up_images_total" + value, StringComparison.Ordinal)))
        {
            deadline.IsCancellationRequested.Should().BeFalse("the metrics were {0}", seen);
            await timer.WaitForNextTickAsync(CancellationToken.None);
            seen = await MetricsAsync();
        }
    }
}
