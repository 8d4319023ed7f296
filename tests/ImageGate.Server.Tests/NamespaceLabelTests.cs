using System.Text.Json;
using System.Text.Json.Nodes;
using ImageGate.Sigstore;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Server.Tests;

/// <summary>The server with a policy that holds where the namespace is labelled so.</summary>
public sealed class NamespaceLabelTests : IAsyncLifetime
{
    private const string All = "/api/v1/namespaces";

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
    public async Task The_label_of_the_namespace_decides_and_its_change_counts()
    {
        Put("default", "prod");
        await StartAsync();
        await UntilAsync(_unsigned, "NoSignature");
        (await AskAsync(_signed)).Should().BeEmpty();

        Put("default", "dev");
        await UntilAsync(_signed, "NoPolicyMatches");

        _api.Remove(All + "/default");
        Put("default", "prod");
        await UntilAsync(_signed, "");
        (await ReadyAsync()).Should().Contain("[+] namespaces: 1 followed");
        (await MetricsAsync()).Should().Contain("imagegate_namespace_labels_current 1");
    }

    [Fact]
    public async Task A_namespace_that_was_just_made_is_asked_for()
    {
        _api.Hold("WATCH " + All);
        await StartAsync();
        await UntilReadyAsync("0 followed");
        Put("default", "prod");

        (await AskAsync(_signed)).Should().BeEmpty();
        (await AskAsync(_unsigned)).Should().Contain("NoSignature");
        _api.Requests.Count(request => request.Path == All + "/default").Should().Be(2);
    }

    [Fact]
    public async Task Without_labels_nothing_is_decided_that_they_would_decide()
    {
        _api.Fail("*", FakeApiServer.Status(403, "Forbidden", "no"));
        await StartAsync();
        await UntilReadyAsync("[+] namespaces: labels are not known: ");

        JsonElement response = await _gate.DecideAsync(_signed, "/mutate");
        response.GetProperty("allowed").GetBoolean().Should().BeFalse();
        response.GetProperty("status").GetProperty("code").GetInt32().Should().Be(503);
        response.GetProperty("status").GetProperty("details").GetProperty("retryAfterSeconds").GetInt32().Should().Be(1);
        Message(response).Should().Contain("NamespaceLabelsUnavailable").And.Contain("its service account needs `get`, `list` and `watch`");
        (await AskAsync("nginx")).Should().Contain("NoPolicyMatches");
        (await MetricsAsync()).Should().Contain("imagegate_namespace_labels_current 0").And.Contain("reason=\"NamespaceLabelsUnavailable\"} 1");
    }

    [Theory]
    [InlineData("dryRun", "true")]
    [InlineData("namespace", "\"\"")]
    public async Task Dry_runs_and_requests_without_a_namespace_are_no_different(string field, string value)
    {
        Put("default", "prod");
        await StartAsync();
        await UntilAsync(_unsigned, "NoSignature");
        JsonObject review = JsonNode.Parse(RunningGate.Pod(_unsigned))!.AsObject();
        review["request"]![field] = JsonNode.Parse(value);

        Message(await _gate.AskAsync(review.ToJsonString(), "/mutate")).Should().Contain(field == "dryRun" ? "NoSignature" : "the request is in no namespace");
    }

    [Fact]
    public async Task A_server_that_reads_no_labels_refuses_the_policy()
    {
        await StartAsync(labels: false);

        (await ReadyAsync()).Should().Contain("[-] policies").And.Contain("spec.namespaces.selector: needs the labels of namespaces").And.Contain("`Kubernetes:NamespaceLabels`");
        _gate.Get<PolicyStore>().Current.Should().BeNull();
        _api.Requests.Should().BeEmpty();
    }

    private static string Message(JsonElement response) => response.GetProperty("status").GetProperty("message").GetString()!;

    private void Put(string name, string env) => _api.Put($"{All}/{name}", new JsonObject
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["env"] = env } },
    });

    private async Task StartAsync(bool labels = true)
    {
        _gate = await RunningGate.StartAsync(
            withPolicies: false,
            configure: (gate, settings) =>
            {
                string file = Path.Combine(gate.Folder, "kubeconfig");
                File.WriteAllText(file, KubeconfigText.Of(_api));
                settings["Kubernetes:Enabled"] = "true";
                settings["Kubernetes:Kubeconfig"] = file;
                settings["Kubernetes:NamespaceLabels"] = labels ? "true" : "false";
                gate.WritePolicies(gate.RequireKey().Replace("  require:", "  namespaces: {selector: {matchLabels: {env: prod}}}\n  require:", StringComparison.Ordinal));
            },
            new ManualTimeProvider());
        Digest image = _gate.Registry.PushImage("app", "v1");
        _gate.Registry.PushSignature("app", image, _gate.Key.Sign(image));
        _gate.Registry.PushImage("app", "unsigned");
        (_signed, _unsigned) = ($"{_gate.Registry.Host}/app:v1", $"{_gate.Registry.Host}/app:unsigned");
    }

    /// <summary>Why the image is not admitted; empty: it is.</summary>
    private async Task<string> AskAsync(string image)
    {
        JsonElement response = await _gate.DecideAsync(image, "/mutate");
        return response.GetProperty("allowed").GetBoolean() ? "" : Message(response);
    }

    private async Task UntilAsync(string image, string wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        string answer = "?";
        while (wanted.Length == 0 ? answer.Length > 0 : !answer.Contains(wanted, StringComparison.Ordinal))
        {
            answer = await AskAsync(image);
            deadline.IsCancellationRequested.Should().BeFalse("the answer should become \"{0}\" and was {1}", wanted, answer);
        }
    }

    private async Task UntilReadyAsync(string wanted)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!(await ReadyAsync()).Contains(wanted, StringComparison.Ordinal))
        {
            deadline.IsCancellationRequested.Should().BeFalse("readyz should say {0}", wanted);
        }
    }

    private async Task<string> MetricsAsync() => await _gate.Client.GetStringAsync($"{_gate.Metrics}/metrics");

    private async Task<string> ReadyAsync()
    {
        using HttpResponseMessage answer = await _gate.Client.GetAsync($"{_gate.Metrics}/readyz?verbose");
        return await answer.Content.ReadAsStringAsync();
    }
}
