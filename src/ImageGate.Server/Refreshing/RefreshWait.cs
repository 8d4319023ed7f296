namespace ImageGate.Server.Refreshing;

/// <summary>Waits for what is to be refreshed next.</summary>
internal static class RefreshWait
{
    private static readonly TimeSpan Jump = TimeSpan.FromMilliseconds(10);

    /// <summary>Ends when something is due, or when what is followed changes.</summary>
    /// <param name="due">When each thing is due.</param>
    /// <param name="changed">Ends when there are others.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stoppingToken">Gives up.</param>
    public static async Task UntilDueAsync(IReadOnlyCollection<DateTimeOffset> due, Task changed, TimeProvider time, CancellationToken stoppingToken)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        DateTimeOffset looked = time.GetUtcNow();

        // Timers cut parts of a millisecond off: a wait that ends before its time, over and over, is no wait.
        TimeSpan untilNext = due.Count == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling((due.Min() - looked).TotalMilliseconds));

        // The clock went on since we looked: a wait that is negative would be for ever, or refused.
        Task next = Task.Delay(due.Count > 0 && untilNext < TimeSpan.Zero ? TimeSpan.Zero : untilNext, time, woken.Token);

        // Asked again now that the wait is set up: one that became due meanwhile would be waited for twice as long. So would
        // one that is due soon when the clock jumped; then nobody waits, and looks again.
        DateTimeOffset now = time.GetUtcNow();
        if (now - looked < Jump && !due.Any(one => one <= now))
        {
            await Task.WhenAny(next, changed);
        }

        await woken.CancelAsync();
        stoppingToken.ThrowIfCancellationRequested();
    }
}
