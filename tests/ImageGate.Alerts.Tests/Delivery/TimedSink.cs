using ImageGate.Testing;

namespace ImageGate.Alerts.Tests.Delivery;

/// <summary>Waits on the clock of a test.</summary>
internal static class TimedSink
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    /// <summary>Moves the clock by a wait that somebody has set up, and takes what comes then.</summary>
    public static async Task<ReceivedAlert> NextAfterAsync(this AlertSink sink, ManualTimeProvider time, TimeSpan wait)
    {
        (await time.NextTimerAsync(wait + TimeSpan.FromSeconds(1)).WaitAsync(Soon)).Should().Be(wait);
        time.Advance(wait);
        return await sink.NextAsync();
    }
}
