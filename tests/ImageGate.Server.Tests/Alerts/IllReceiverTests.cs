using System.Globalization;
using System.Text.Json;
using ImageGate.Server.Alerts;
using ImageGate.Server.Telemetry;
using ImageGate.Testing;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>No answer waits for a receiver, whatever it does; what waits is bounded; every alert is counted once. The clock stands still, so nothing but the tests moves a retry.</summary>
public sealed class IllReceiverTests
{
    private const int Raised = 400;
    private const int Dropped = Raised - AlertLimits.MaxQueued - 1;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("slow", 0)]
    [InlineData("500", 1)]
    [InlineData("408", 1)]
    [InlineData("429", 60)]
    public async Task Behind_one_that_gets_well_the_queue_is_full_and_is_then_delivered(string illness, int seconds)
    {
        await using IllReceiver receiver = await IllReceiver.StartAsync(illness);
        await using AlertingGate gate = await StartAsync(receiver);
        using var counts = new AlertCounts(gate.Gate.Get<GateMetrics>());
        await RaiseBehindAsync(gate, counts);

        receiver.GetWell();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await counts.UntilAsync(Raised);

        counts.Now.Should().Be((AlertLimits.MaxQueued + 1, 0, Dropped));
        receiver.Received.Should().HaveCount(AlertLimits.MaxQueued + 1 + (seconds > 0 ? 1 : 0), "the first one was tried twice");
    }

    [Fact]
    public async Task Behind_one_that_is_down_the_queue_is_full_and_the_end_of_the_server_tries_each_once()
    {
        await using IllReceiver receiver = await IllReceiver.StartAsync("down");
        await using AlertingGate gate = await StartAsync(receiver);
        using var counts = new AlertCounts(gate.Gate.Get<GateMetrics>());
        await RaiseBehindAsync(gate, counts);

        await gate.Gate.Get<AlertStore>().StopAsync(CancellationToken.None).WaitAsync(Soon);

        counts.Now.Should().Be((0, AlertLimits.MaxQueued + 1, Dropped));
    }

    [Fact]
    public async Task Behind_a_black_hole_the_queue_is_full_and_the_end_of_the_server_waits_five_seconds()
    {
        await using IllReceiver receiver = await IllReceiver.StartAsync("black hole");
        await using AlertingGate gate = await StartAsync(receiver);
        using var counts = new AlertCounts(gate.Gate.Get<GateMetrics>());
        await RaiseBehindAsync(gate, counts);

        Task stopping = gate.Gate.Get<AlertStore>().StopAsync(CancellationToken.None);
        (await _time.NextTimerAsync(AlertLimits.DrainTime + TimeSpan.FromSeconds(1)).WaitAsync(Soon)).Should().Be(AlertLimits.DrainTime);
        stopping.IsCompleted.Should().BeFalse();
        _time.Advance(AlertLimits.DrainTime);
        await stopping.WaitAsync(Soon);

        counts.Now.Should().Be((0, 1, Dropped + AlertLimits.MaxQueued));
    }

    [Theory]
    [InlineData("302")]
    [InlineData("404")]
    public async Task One_that_refuses_is_told_each_alert_once(string illness)
    {
        await using IllReceiver receiver = await IllReceiver.StartAsync(illness);
        await using AlertingGate gate = await StartAsync(receiver);
        using var counts = new AlertCounts(gate.Gate.Get<GateMetrics>());
        await RaiseAsync(gate, 0, Raised);
        await counts.UntilAsync(Raised);

        (int sent, int failed, int dropped) = counts.Now;
        (sent, failed + dropped).Should().Be((0, Raised));
        receiver.Received.Should().HaveCount(failed);
    }

    private Task<AlertingGate> StartAsync(IllReceiver receiver) => AlertingGate.StartAsync(
        url: receiver.Url,
        time: _time,

        // Nothing else may wait for less than the end of the server does.
        configure: settings => settings["Alerts:PollSeconds"] = settings["Policies:PollSeconds"] = settings["Tls:PollSeconds"] = "10");

    // With the first one under way, and stuck, the count of the others is exact.
    private static async Task RaiseBehindAsync(AlertingGate gate, AlertCounts counts)
    {
        await RaiseAsync(gate, 0, 1);
        await gate.Gate.SeeMetricAsync("imagegate_alert_queue_length{receiver=\"ops\"} 0");
        await RaiseAsync(gate, 1, Raised);

        await gate.Gate.SeeMetricAsync(string.Create(CultureInfo.InvariantCulture, $"imagegate_alert_queue_length{{receiver=\"ops\"}} {AlertLimits.MaxQueued}"));
        counts.Now.Should().Be((0, 0, Dropped));
    }

    private static async Task RaiseAsync(AlertingGate gate, int from, int to)
    {
        for (int index = from; index < to; index++)
        {
            string review = RunningGate.Pod("nginx").Replace("\"default\"", string.Create(CultureInfo.InvariantCulture, $"\"space-{index}\""), StringComparison.Ordinal);
            JsonElement answer = await gate.Gate.AskAsync(review, "/validate?timeout=10s").WaitAsync(Soon);
            answer.GetProperty("allowed").GetBoolean().Should().BeFalse();
        }
    }
}
