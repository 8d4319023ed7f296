namespace ImageGate.Testing;

/// <summary>A clock that stands still until it is moved. Timers fire when the clock is moved past them.</summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now;
    private TaskCompletionSource _timersChanged = NewSignal();

    public ManualTimeProvider()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public ManualTimeProvider(DateTimeOffset now) => _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
        {
            return _now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock and fires, in order, every timer that becomes due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset target = GetUtcNow() + by;
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Waits until somebody waits on this clock for at least <paramref name="least"/> and less than <paramref name="limit"/>, and says for how long.</summary>
    public async Task<TimeSpan> NextTimerAsync(TimeSpan limit, TimeSpan least = default)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_timers.Where(timer => timer.Due - _now >= least).MinBy(timer => timer.Due) is { } first && first.Due - _now < limit)
                {
                    return first.Due - _now;
                }

                changed = _timersChanged.Task;
            }

            await changed;
        }
    }

    /// <summary>Moves the clock past every wait shorter than <paramref name="limit"/> until the work is done.</summary>
    /// <returns>The waits, in order.</returns>
    public async Task<IReadOnlyList<TimeSpan>> RunAsync(Task work, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(work);
        var waits = new List<TimeSpan>();
        while (true)
        {
            Task<TimeSpan> next = NextTimerAsync(limit);
            if (await Task.WhenAny(work, next) == work)
            {
                await work;
                return waits;
            }

            waits.Add(await next);
            Advance(waits[^1]);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // At once: a timer that is set between the look for the last one and the move to the target would be due and never fire.
    private ManualTimer? TakeDue(DateTimeOffset target)
    {
        lock (_lock)
        {
            if (_timers.MinBy(timer => timer.Due) is not { } first || first.Due > target)
            {
                _now = target > _now ? target : _now;
                return null;
            }

            _now = first.Due > _now ? first.Due : _now;
            if (first.Period > TimeSpan.Zero)
            {
                first.Due += first.Period;
            }
            else
            {
                _timers.Remove(first);
            }

            return first;
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _now + dueTime;
                timer.Period = period;
                _timers.Add(timer);
            }

            _timersChanged.TrySetResult();
            _timersChanged = NewSignal();
        }
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.Set(this, dueTime, period);
            return true;
        }

        public void Dispose() => clock.Set(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
