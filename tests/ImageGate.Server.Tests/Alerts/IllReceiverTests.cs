using System.Globalization;
using System.Text.Json;
using ImageGate.Server.Alerts;
using ImageGate.Server.Telemetry;
using ImageGate.Testing;
using AlertLimits = ImageGate.Alerts.Limits;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>No answer waits for a receiver, whatever it does; what waits is bounded; every alert is counted once. The clock stands still, so nothing but the tests moves a retry.</summary>
public sealed class IllReceiverTests : IAsyncLifetime
{
    private const int Dropped = 3;
    private const int Repeated = 5;

    // The one that is under way, those that wait, and those that find no room.
    private const int Raised = 1 + AlertLimits.MaxQueued + Dropped;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ManualTimeProvider _time = new();
    private IllReceiver? _receiver;
    private AlertingGate? _gate;
    private AlertCounts? _counts;

    public Task InitializeAsync() => Task.CompletedTask;

    // The receiver first: the gate's end waits for it, on a clock that stands still.
    public async Task DisposeAsync()
    {
        _counts?.Dispose();
        if (_receiver is { } receiver)
        {
            await receiver.DisposeAsync().AsTask().WaitAsync(Soon);
        }

        if (_gate is { } gate)
        {
            await gate.DisposeAsync().AsTask().WaitAsync(Soon);
        }
    }

    [Fact]
    public async Task Behind_one_that_is_slow_the_queue_fills_and_is_delivered_when_it_answers()
    {
        (IllReceiver receiver, AlertCounts counts) = await StartAsync("slow");
        await RaiseAsync(0, 1);
        await receiver.UntilUnderWayAsync();
        await FillAsync(counts);

        receiver.GetWell();
        await counts.UntilAsync(Raised + Repeated);

        counts.Now.Should().Be((1 + AlertLimits.MaxQueued, 0, Dropped, Repeated));
        receiver.Received.Should().HaveCount(1 + AlertLimits.MaxQueued);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("408")]
    [InlineData("429")]
    public async Task Behind_one_that_puts_off_the_queue_fills_and_is_delivered_after_the_wait(string illness)
    {
        (IllReceiver receiver, AlertCounts counts) = await StartAsync(illness);
        await RaiseAsync(0, 1);
        TimeSpan wait = await receiver.UntilRetryAsync(_time);
        await FillAsync(counts);
        receiver.Received.Should().ContainSingle("it is left alone");

        receiver.GetWell();
        _time.Advance(wait);
        await counts.UntilAsync(Raised + Repeated);

        counts.Now.Should().Be((1 + AlertLimits.MaxQueued, 0, Dropped, Repeated));
        receiver.Received.Should().HaveCount(2 + AlertLimits.MaxQueued, "the first one was tried twice");
    }

    [Fact]
    public async Task Behind_one_that_is_down_the_queue_fills_and_the_end_of_the_server_tries_each_once_more()
    {
        (IllReceiver receiver, AlertCounts counts) = await StartAsync("down");
        await RaiseAsync(0, 1);
        await receiver.UntilRetryAsync(_time);
        await FillAsync(counts);

        await _gate!.Gate.Get<AlertStore>().StopAsync(CancellationToken.None).WaitAsync(Soon);

        counts.Now.Should().Be((0, 1 + AlertLimits.MaxQueued, Dropped + 1, Repeated), "the summary of the repetitions finds no room");
    }

    [Fact]
    public async Task Behind_a_black_hole_the_queue_fills_and_the_end_of_the_server_waits_five_seconds()
    {
        (IllReceiver receiver, AlertCounts counts) = await StartAsync("black hole");
        await RaiseAsync(0, 1);
        await receiver.UntilUnderWayAsync();
        await FillAsync(counts);

        Task stopping = _gate!.Gate.Get<AlertStore>().StopAsync(CancellationToken.None);
        await _time.NextTimerAsync(AlertLimits.DrainTime + TimeSpan.FromTicks(1), AlertLimits.DrainTime).WaitAsync(Soon);
        stopping.IsCompleted.Should().BeFalse();
        _time.Advance(AlertLimits.DrainTime);
        await stopping.WaitAsync(Soon);

        counts.Now.Should().Be((0, 1, Dropped + AlertLimits.MaxQueued + 1, Repeated), "what waits and the summary are dropped");
    }

    [Theory]
    [InlineData("302")]
    [InlineData("404")]
    public async Task One_that_refuses_is_told_each_alert_once(string illness)
    {
        const int Few = 16;
        (IllReceiver receiver, AlertCounts counts) = await StartAsync(illness);

        await RaiseAsync(0, Few);
        await counts.UntilAsync(Few);

        counts.Now.Should().Be((0, Few, 0, 0));
        receiver.Received.Should().HaveCount(Few);
    }

    private async Task<(IllReceiver Receiver, AlertCounts Counts)> StartAsync(string illness)
    {
        _receiver = await IllReceiver.StartAsync(illness);
        _gate = await AlertingGate.StartAsync(url: _receiver.Url, time: _time);
        _counts = new AlertCounts(_gate.Gate.Get<GateMetrics>());
        return (_receiver, _counts);
    }

    // The first one is stuck, so the counts of the others are exact.
    private async Task FillAsync(AlertCounts counts)
    {
        await RaiseAsync(1, Raised);
        for (int index = 0; index < Repeated; index++)
        {
            await RaiseAsync(0, 1);
        }

        counts.Now.Should().Be((0, 0, Dropped, Repeated));
        await _gate!.Gate.SeeMetricAsync(string.Create(CultureInfo.InvariantCulture, $"imagegate_alert_queue_length{{receiver=\"ops\"}} {AlertLimits.MaxQueued}"));
    }

    // Each in a namespace of its own, so that none repeats another.
    private async Task RaiseAsync(int from, int to)
    {
        for (int index = from; index < to; index++)
        {
            string review = RunningGate.Pod("nginx").Replace("\"default\"", string.Create(CultureInfo.InvariantCulture, $"\"space-{index}\""), StringComparison.Ordinal);
            JsonElement answer = await _gate!.Gate.AskAsync(review, "/validate?timeout=10s").WaitAsync(Soon);
            answer.GetProperty("allowed").GetBoolean().Should().BeFalse();
        }
    }
}
