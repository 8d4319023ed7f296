using ImageGate.Server.Refreshing;

namespace ImageGate.Server.Tests.Refreshing;

public sealed class RefreshWaitTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10)]
    [InlineData(60)]
    public async Task A_clock_that_jumps_while_the_wait_is_set_up_is_not_slept_over(int seconds) => await WaitAsync(seconds);

    [Fact]
    public void A_clock_that_stands_is_waited_for() => WaitAsync(0).IsCompleted.Should().BeFalse();

    private static Task WaitAsync(int seconds) => RefreshWait.UntilDueAsync(
        [Start + TimeSpan.FromMinutes(1)], new TaskCompletionSource().Task, new JumpingClock(TimeSpan.FromSeconds(seconds)), CancellationToken.None);

    /// <summary>Goes on when somebody begins to wait, and never fires.</summary>
    private sealed class JumpingClock(TimeSpan jump) : TimeProvider
    {
        private DateTimeOffset _now = Start;

        public override DateTimeOffset GetUtcNow() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _now += jump;
            return new NoTimer();
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
