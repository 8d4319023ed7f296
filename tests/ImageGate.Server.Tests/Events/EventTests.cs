using System.Globalization;
using System.Text.Json.Nodes;
using ImageGate.Server.Tests.Telemetry;
using ImageGate.Testing;
using ImageGate.Testing.Kubernetes;

namespace ImageGate.Server.Tests.Events;

/// <summary>What the API server is told in Events.</summary>
public sealed class EventTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private FakeApiServer _api = null!;
    private LoggedGate _logged = null!;

    private RunningGate Gate => _logged.Gate;

    public async Task InitializeAsync()
    {
        _api = await FakeApiServer.StartAsync();
        _logged = await LoggedGate.StartAsync(time: _time, configure: (gate, settings) =>
        {
            string path = Path.Combine(gate.Folder, "kubeconfig");
            File.WriteAllText(path, KubeconfigText.Of(_api));
            settings["Kubernetes:Enabled"] = "true";
            settings["Kubernetes:Kubeconfig"] = path;
            settings["Kubernetes:Namespace"] = "imagegate";
            settings["Kubernetes:Events"] = "true";
        });
        Gate.Registry.PushImage("app", "v1");
    }

    public async Task DisposeAsync()
    {
        await _logged.EndAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_denied_Pod_is_one_Event_about_its_controller_in_its_namespace()
    {
        JsonNode review = JsonNode.Parse(RunningGate.Pod($"{Gate.Registry.Host}/app:v1"))!;
        review["request"]!["namespace"] = "shop";
        review["request"]!["object"]!["metadata"]!["ownerReferences"] =
            JsonNode.Parse("""[{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "uid": "7", "controller": true}]""");

        await Gate.AskAsync(review.ToJsonString());

        JsonNode told = (await SeeAsync("created", 1))[0];
        Texts(told, "type", "reason", "reportingComponent").Should().Equal("Warning", "ImageDenied", "imagegate.dev/webhook");
        told["message"]!.GetValue<string>().Should().StartWith("CREATE of Pod \"p\" in namespace \"shop\" was denied: NoSignature: ");
        Texts(told["involvedObject"]!, "apiVersion", "kind", "name", "namespace", "uid").Should().Equal("apps/v1", "ReplicaSet", "web-1", "shop", "7");
        told["metadata"]!["namespace"]!.GetValue<string>().Should().Be("shop");
    }

    [Fact]
    public async Task A_controller_that_cannot_be_one_is_not_named_and_a_request_without_a_namespace_is_not_told()
    {
        JsonNode review = JsonNode.Parse(RunningGate.Pod("nginx"))!;
        review["request"]!["object"]!["metadata"]!["ownerReferences"] =
            JsonNode.Parse($$"""[{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "{{new string('x', 254)}}", "uid": "7", "controller": true}]""");
        await Gate.AskAsync(RunningGate.Pod("nginx").Replace("\"default\"", "\"\"", StringComparison.Ordinal));

        await Gate.AskAsync(review.ToJsonString());

        Texts((await SeeAsync("created", 1))[0]["involvedObject"]!, "kind", "name").Should().Equal("Pod", "p");
        (await MetricsAsync()).Should().NotContain("imagegate_events_total{result=\"failed\"}").And.NotContain("imagegate_events_total{result=\"dropped\"}");
    }

    [Theory]
    [InlineData("x", 1023)]
    [InlineData("ä", 1023)]
    [InlineData("€", 1022)]
    [InlineData("😀", 1021)]
    public async Task A_message_is_cut_at_1024_bytes_and_not_within_a_character(string letter, int least)
    {
        string name = string.Concat(Enumerable.Repeat(letter, 1_000 / letter.Length));
        JsonNode review = JsonNode.Parse(RunningGate.Pod("nginx"))!;
        review["request"]!["name"] = name;
        review["request"]!["object"]!["metadata"]!["name"] = name;

        await Gate.AskAsync(review.ToJsonString());

        string message = (await SeeAsync("created", 1))[0]["message"]!.GetValue<string>();
        System.Text.Encoding.UTF8.GetByteCount(message).Should().BeInRange(least, 1_024);
        message.Should().StartWith($"CREATE of Pod \"{letter}{letter}").And.NotContain("\uFFFD");
    }

    [Fact]
    public async Task Repetitions_are_counted_in_the_same_Event_once_a_minute()
    {
        for (int i = 0; i < 4; i++)
        {
            await Gate.DecideAsync("nginx");
        }

        JsonNode first = (await SeeAsync("created", 1))[0];
        await SeeHandledAsync();
        _time.Advance(Limits.RepetitionTime);
        await Gate.DecideAsync("nginx");
        await SeeAsync("updated", 1);

        first["count"]!.GetValue<int>().Should().Be(1);
        JsonObject stored = _api.Find($"/api/v1/namespaces/default/events/{first["metadata"]!["name"]}")!;
        stored["count"]!.GetValue<int>().Should().Be(5);
        stored["lastTimestamp"]!.GetValue<string>().Should().NotBe(stored["firstTimestamp"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_Event_that_is_not_there_any_more_is_made_anew()
    {
        await Gate.DecideAsync("nginx");
        JsonNode first = (await SeeAsync("created", 1))[0];
        _api.Remove($"/api/v1/namespaces/default/events/{first["metadata"]!["name"]}");
        _time.Advance(Limits.RepetitionTime);
        await Gate.DecideAsync("nginx");

        (await SeeAsync("created", 2))[1]["count"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public async Task What_would_be_denied_is_told_by_one_webhook_and_what_is_admitted_or_only_tried_is_not()
    {
        Gate.WritePolicies(Gate.RequireKey().Replace("spec:\n  images", "spec:\n  mode: audit\n  images", StringComparison.Ordinal));
        Gate.Get<PolicyStore>().Refresh();
        string image = $"{Gate.Registry.Host}/app:v1";
        Sigstore.Digest signed = Gate.Registry.PushImage("signed", "v1");
        Gate.Registry.PushSignature("signed", signed, Gate.Key.Sign(signed));

        await Gate.DecideAsync($"{Gate.Registry.Host}/signed:v1", "/validate");
        await Gate.AskAsync(RunningGate.Pod("nginx").Replace("\"operation\"", "\"dryRun\":true,\"operation\"", StringComparison.Ordinal));
        await Gate.DecideAsync(image);
        await Gate.DecideAsync(image, "/validate");

        JsonNode told = (await SeeAsync("created", 1)).Should().ContainSingle().Which;
        await SeeHandledAsync();
        Texts(told, "reason").Should().Equal("ImageWouldBeDenied");
        Texts(told["involvedObject"]!, "apiVersion", "kind", "name").Should().Equal("v1", "Pod", "p");
        (await MetricsAsync()).Should().Contain("imagegate_events_total{result=\"created\"} 2\n", "the second one is that of SeeHandledAsync");
        _time.Advance(Limits.RepetitionTime);
        await Gate.DecideAsync(image, "/validate");
        await SeeAsync("updated", 1);
        _api.Find($"/api/v1/namespaces/default/events/{told["metadata"]!["name"]}")!["count"]!.GetValue<int>().Should().Be(2, "the answers of the other webhook are not counted");
    }

    [Fact]
    public async Task Rejected_policies_are_told_about_the_Pod_itself()
    {
        Gate.WritePolicies("kind: nothing");
        Gate.Get<PolicyStore>().Refresh();

        JsonNode told = (await SeeAsync("created", 1))[0];

        Texts(told, "reason").Should().Equal("PoliciesRejected");
        Texts(told["involvedObject"]!, "kind", "name", "namespace").Should().Equal("Pod", Environment.MachineName, "imagegate");
        told["message"]!.GetValue<string>().Should().Contain("the last good set stays in force").And.Contain("policies.yaml");
    }

    [Fact]
    public async Task Where_the_role_does_not_allow_them_that_is_said_once_and_the_server_is_left_alone()
    {
        _api.Fail("POST /api/v1/namespaces/default/events", FakeApiServer.Status(403, "Forbidden", "no"));
        await Gate.DecideAsync("nginx");
        await SeeCountAsync("failed", 1);
        await Gate.DecideAsync("busybox");
        await Gate.AskAsync(RunningGate.Pod("nginx").Replace("\"default\"", "\"other\"", StringComparison.Ordinal));
        await SeeCountAsync("dropped", 1);
        await SeeAsync("created", 1);
        _api.Requests.Should().HaveCount(2);
        _time.Advance(Limits.ForbiddenTime);
        await Gate.DecideAsync("busybox");
        await SeeCountAsync("failed", 2);

        (await _logged.LinesAsync()).Should().ContainSingle(line => line.GetProperty("message").GetString()!.StartsWith("no Events where the role", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_than_a_minute_may_have_are_dropped_and_counted()
    {
        for (int i = 0; i < Limits.MaxEventsPerMinute + 5; i++)
        {
            await Gate.DecideAsync($"image{i}");
        }

        await SeeCountAsync("dropped", 5);
        (await SeeAsync("created", Limits.MaxEventsPerMinute)).Should().HaveCount(Limits.MaxEventsPerMinute);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Gate.DecideAsync("one-more");
        await SeeCountAsync("created", Limits.MaxEventsPerMinute + 1);
    }

    [Fact]
    public async Task A_slow_API_server_holds_no_answer_up_and_fills_no_memory()
    {
        HeldRequests held = _api.Hold("POST /api/v1/namespaces/default/events");
        await Gate.DecideAsync("first");
        await held.Arrived;
        for (int i = 0; i < Limits.MaxQueuedEvents + 3; i++)
        {
            (await Gate.DecideAsync($"image{i}")).GetProperty("allowed").GetBoolean().Should().BeFalse();
        }

        await SeeCountAsync("dropped", 3);
        held.Release();
    }

    private static IEnumerable<string?> Texts(JsonNode node, params string[] names) => names.Select(name => (string?)node[name]);

    private Task<string> MetricsAsync() => Gate.Client.GetStringAsync($"{Gate.Metrics}/metrics");

    // Events are sent one after the other: when this one is there, those before it are done.
    private async Task SeeHandledAsync()
    {
        int before = _api.Requests.Count(request => request.Method == "POST");
        await Gate.DecideAsync("the-last-one");
        await SeeCountAsync("created", before + 1);
    }

    private Task SeeCountAsync(string result, int count) =>
        Gate.SeeMetricAsync(string.Create(CultureInfo.InvariantCulture, $"imagegate_events_total{{result=\"{result}\"}} {count}"));

    private async Task<JsonNode[]> SeeAsync(string result, int count)
    {
        await SeeCountAsync(result, count);
        return [.. _api.Requests.Where(request => request.Method == "POST").Select(request => JsonNode.Parse(request.Form)!)];
    }
}
