using System.Text.Json;
using ImageGate.Server.Alerts;
using ImageGate.Server.Tests.Telemetry;
using ImageGate.Sigstore;
using ImageGate.Testing;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>The configuration at the start and when it changes, and receivers that fail.</summary>
public sealed class AlertStoreTests
{
    [Fact]
    public async Task A_wrong_configuration_stops_the_start()
    {
        Func<Task> start = async () => await AlertingGate.StartAsync(more: "tiemout: 1s");

        (await start.Should().ThrowAsync<InvalidDataException>()).Which.Message.Should().Contain("alerts.yaml:").And.Contain("did you mean `timeout`?");
    }

    [Fact]
    public async Task A_bad_change_keeps_the_last_good_configuration_and_a_good_one_counts()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        await using AlertSink second = await AlertSink.StartAsync();

        await File.WriteAllTextAsync(gate.File, "nonsense");
        gate.Gate.Get<AlertStore>().Refresh();
        await gate.DecideAsync("nginx");
        await gate.Sink.NextAsync();
        using HttpResponseMessage ready = await gate.Gate.Client.GetAsync($"{gate.Gate.Metrics}/readyz?verbose");
        (await ready.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Should().Contain("[+] alerts: 1 receivers in force; the file's present content is rejected: ");

        await File.WriteAllTextAsync(gate.File, AlertingGate.Config(second.Url, "denied"));
        gate.Gate.Get<AlertStore>().Refresh();
        await gate.DecideAsync("nginx");
        await second.NextAsync();
        gate.Sink.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task The_same_configuration_read_again_counts_on()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        await gate.DecideAsync("nginx");

        gate.Gate.Get<AlertStore>().Refresh();
        await gate.DecideAsync("nginx");

        (await gate.MetricsAsync()).Should().Contain("imagegate_alerts_total{receiver=\"ops\",result=\"deduplicated\"} 1\n");
    }

    [Fact]
    public async Task What_a_configuration_has_counted_is_told_when_another_takes_its_place_and_the_end_of_the_server_waits_for_it()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        await using AlertSink second = await AlertSink.StartAsync();
        await gate.DecideAsync("nginx");
        await gate.Sink.NextAsync();
        await gate.Gate.SeeMetricAsync("imagegate_alerts_total{receiver=\"ops\",result=\"sent\"} 1");
        HeldRequests held = gate.Sink.Hold();
        await gate.DecideAsync("nginx");

        await File.WriteAllTextAsync(gate.File, AlertingGate.Config(second.Url, "denied"));
        gate.Gate.Get<AlertStore>().Refresh();
        (await gate.NextAsync())["message"]!.GetValue<string>().Should().EndWith("(1 more in the last 10 minutes)");
        Task stopping = gate.Gate.Get<AlertStore>().StopAsync(CancellationToken.None);
        await gate.MetricsAsync();
        await gate.MetricsAsync();

        stopping.IsCompleted.Should().BeFalse();
        held.Release();
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
        (await gate.MetricsAsync()).Should().Contain("imagegate_alerts_total{receiver=\"ops\",result=\"sent\"} 2\n");
    }

    [Fact]
    public async Task A_failure_is_logged_with_its_reason_and_a_delivery_is_not()
    {
        await using AlertSink sink = await AlertSink.StartAsync();
        LoggedGate logged = await LoggedGate.StartAsync(configure: (gate, settings) =>
        {
            settings["Alerts:File"] = Path.Combine(gate.Folder, "alerts.yaml");
            File.WriteAllText(settings["Alerts:File"]!, AlertingGate.Config(sink.Url, "denied"));
        });
        sink.AnswerWith(404);
        await logged.Gate.DecideAsync("nginx");
        await logged.Gate.SeeMetricAsync("imagegate_alerts_total{receiver=\"ops\",result=\"failed\"} 1");
        sink.AnswerWith(200);
        await logged.Gate.DecideAsync("busybox");
        await logged.Gate.SeeMetricAsync("imagegate_alerts_total{receiver=\"ops\",result=\"sent\"} 1");

        string line = (await logged.EndAsync()).Split('\n').Should().ContainSingle(one => one.Contains("did not take an alert", StringComparison.Ordinal)).Which;
        line.Should().Contain("it answers HTTP 404").And.Contain("\"warning\"");
    }

    [Fact]
    public async Task Without_a_configuration_nobody_is_told_and_nothing_is_said()
    {
        await using RunningGate gate = await RunningGate.StartAsync();

        await gate.DecideAsync("nginx");

        (await gate.Client.GetStringAsync($"{gate.Metrics}/metrics")).Should().NotContain("imagegate_alert");
        (await gate.Client.GetStringAsync($"{gate.Metrics}/readyz?verbose")).Should().NotContain("alerts");
    }

    [Fact]
    public async Task Answers_do_not_wait_for_a_receiver_that_does_not()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        HeldRequests held = gate.Sink.Hold();

        // The first alert is never answered; every request is.
        for (int index = 0; index < 40; index++)
        {
            (await gate.DecideAsync($"nobody.example/app{index}")).GetProperty("allowed").GetBoolean().Should().BeFalse();
        }

        await held.Arrived;
        held.MostAtOnce.Should().Be(1);
        (await gate.MetricsAsync()).Should().Contain("imagegate_alert_queue_length{receiver=\"ops\"} 32\n").And.Contain("imagegate_alerts_total{receiver=\"ops\",result=\"deduplicated\"} 7\n")
            .And.NotContain("result=\"sent\"");
        held.Release();
    }

    [Fact]
    public async Task While_a_receiver_that_has_to_be_told_is_not_nothing_is_admitted_in_any_mode()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync("admitted, wouldDeny", "denyIfUndelivered: true");
        string signed = Signed(gate);
        (await gate.DecideAsync(signed)).GetProperty("allowed").GetBoolean().Should().BeTrue("nothing has failed yet");
        await gate.Sink.NextAsync();
        gate.Sink.AnswerWith(404);
        (await gate.DecideAsync(Signed(gate, "other"))).GetProperty("allowed").GetBoolean().Should().BeTrue("its alert is queued");
        await gate.Sink.NextAsync();
        await FailedAsync(gate);

        JsonElement refused = await gate.DecideAsync(signed);
        refused.GetProperty("allowed").GetBoolean().Should().BeFalse();
        refused.GetProperty("status").GetProperty("code").GetInt32().Should().Be(503);
        refused.GetProperty("status").GetProperty("message").GetString().Should().Contain("is not admitted now: AlertUndelivered: receiver \"ops\" has to be told of this admission");
        refused.TryGetProperty("patch", out _).Should().BeFalse();
        (await gate.DecideAsync(signed, "/mutate?timeout=10s")).GetProperty("allowed").GetBoolean().Should().BeTrue("the other webhook decides");
        gate.Gate.WritePolicies(gate.Gate.RequireKey().Replace("spec:\n  images", "spec:\n  mode: audit\n  images", StringComparison.Ordinal));
        gate.Gate.Get<PolicyStore>().Refresh();
        gate.Gate.Registry.PushImage("unsigned", "v1");
        (await gate.DecideAsync($"{gate.Gate.Registry.Host}/unsigned:v1")).GetProperty("status").GetProperty("message").GetString().Should().Contain("AlertUndelivered");
    }

    [Fact]
    public async Task A_receiver_that_need_not_be_told_denies_nothing()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync("admitted, wouldDeny");
        gate.Sink.AnswerWith(404);
        string signed = Signed(gate);
        await gate.DecideAsync(signed);
        await gate.Sink.NextAsync();
        await FailedAsync(gate);

        (await gate.DecideAsync(signed)).GetProperty("allowed").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task What_waits_is_delivered_before_the_server_ends()
    {
        await using AlertingGate gate = await AlertingGate.StartAsync();
        HeldRequests held = gate.Sink.Hold();
        await gate.DecideAsync("nobody.example/a");
        await gate.DecideAsync("nobody.example/b");
        await held.Arrived;

        Task stopping = gate.Gate.Server.StopAsync();
        held.Release();
        await stopping;

        gate.Sink.Received.Should().HaveCount(2);
    }

    // The metric is there once the attempt has ended.
    private static Task FailedAsync(AlertingGate gate) => gate.Gate.SeeMetricAsync("imagegate_alerts_total{receiver=\"ops\",result=\"failed\"} 1");

    private static string Signed(AlertingGate gate, string repository = "app")
    {
        Digest image = gate.Gate.Registry.PushImage(repository, "v1");
        gate.Gate.Registry.PushSignature(repository, image, gate.Gate.Key.Sign(image));
        return $"{gate.Gate.Registry.Host}/{repository}@{image}";
    }
}
