namespace ImageGate.Core.Caching;

/// <summary>
/// Work that is done once for all who want it at the same time. It has a bound of its own: a caller that gives up does not
/// end it for the others, nor for the caller who comes back in a moment.
/// </summary>
/// <param name="bound">How long one work may take; its token fires then, and it has to answer.</param>
/// <param name="maxOrphans">Works that nobody waits for, at once; one more is broken off.</param>
/// <param name="time">The clock of the bound.</param>
public sealed class Flights<TKey, TResult>(TimeSpan bound, int maxOrphans, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Flight> _inTheAir = [];
    private int _orphans;
    private long _shared;

    /// <summary>How many works there are now, and how many callers so far found theirs already begun.</summary>
    public (int InTheAir, long Shared) Statistics
    {
        get
        {
            lock (_lock)
            {
                return (_inTheAir.Count, _shared);
            }
        }
    }

    /// <summary>Waits for the work of that key, which is begun when nobody has.</summary>
    /// <param name="key">What makes two works the same.</param>
    /// <param name="work">The work; its token is its own bound.</param>
    /// <param name="cancellationToken">How long the caller waits.</param>
    /// <exception cref="OperationCanceledException">The caller's wait is over. The work goes on.</exception>
    public async Task<TResult> JoinAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken)
    {
        Flight flight = Board(key, work);
        try
        {
            return await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    /// <summary>Begins the work when nobody has, and waits for nothing. Not when too many are without anybody who waits.</summary>
    public void Start(TKey key, Func<CancellationToken, Task<TResult>> work)
    {
        lock (_lock)
        {
            if (_inTheAir.ContainsKey(key) || _orphans >= maxOrphans)
            {
                return;
            }
        }

        Leave(key, Board(key, work));
    }

    private Flight Board(TKey key, Func<CancellationToken, Task<TResult>> work)
    {
        Flight? flight;
        lock (_lock)
        {
            if (_inTheAir.TryGetValue(key, out flight))
            {
                _shared++;
                _orphans -= flight.Waiting == 0 ? 1 : 0;
                flight.Waiting++;
                return flight;
            }

            flight = new Flight(bound, time) { Waiting = 1 };
            _inTheAir.Add(key, flight);
        }

        // Not on the caller's thread: what the work does before its first wait would otherwise not be bounded by the caller's.
        _ = Task.Run(() => FlyAsync(key, flight, work), CancellationToken.None);
        return flight;
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (--flight.Waiting > 0 || !IsInTheAir(key, flight))
            {
                return;
            }

            _orphans++;
            if (_orphans > maxOrphans)
            {
                Land(key, flight);
                flight.BreakOff();
            }
        }
    }

    private async Task FlyAsync(TKey key, Flight flight, Func<CancellationToken, Task<TResult>> work)
    {
        try
        {
            TResult result = await work(flight.Bound).ConfigureAwait(false);
            LandSafely(key, flight);
            flight.Succeed(result);
        }
        catch (Exception fault)
        {
            LandSafely(key, flight);
            flight.Fail(fault);                                        // the callers have to see it, whatever it is
        }
    }

    private void LandSafely(TKey key, Flight flight)
    {
        lock (_lock)
        {
            if (IsInTheAir(key, flight))
            {
                Land(key, flight);
            }
        }
    }

    private bool IsInTheAir(TKey key, Flight flight) => _inTheAir.TryGetValue(key, out Flight? other) && other == flight;

    private void Land(TKey key, Flight flight)
    {
        _inTheAir.Remove(key);
        _orphans -= flight.Waiting == 0 ? 1 : 0;
    }

    private sealed class Flight
    {
        private readonly CancellationTokenSource _bound;
        private readonly TaskCompletionSource<TResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Flight(TimeSpan bound, TimeProvider time)
        {
            _bound = new CancellationTokenSource(bound, time);
            Bound = _bound.Token;
        }

        public CancellationToken Bound { get; }

        public Task<TResult> Result => _result.Task;

        public int Waiting { get; set; }

        public void BreakOff() => _bound.Cancel();

        public void Succeed(TResult result)
        {
            _bound.Dispose();
            _result.SetResult(result);
        }

        public void Fail(Exception fault)
        {
            _bound.Dispose();
            _result.SetException(fault);
            _ = _result.Task.Exception;                                // seen, also when nobody waits any more
        }
    }
}
