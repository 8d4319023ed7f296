namespace ImageGate.Oci.Http;

/// <summary>
/// How many requests one host gets at once: as many as are allowed, as long as it answers. Half as many after one that it
/// did not bear, and one more for each round that it answered. Who has to wait is served in order of arrival.
/// </summary>
/// <remarks>
/// Additive increase, multiplicative decrease: RFC 5681, 3.1. Requests that were under way together count as one sign, or one
/// bad moment of thirty requests would leave one.
/// </remarks>
/// <param name="most">The most at once; at least 1.</param>
internal sealed class AdaptiveLimit(int most)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<long>> _waiting = [];
    private double _limit = most;
    private int _underWay;
    private long _round;

    /// <summary>How many may be under way now.</summary>
    public int Limit => (int)_limit;

    /// <summary>Whether nobody uses it, and so nobody awaits it either.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _underWay == 0;
            }
        }
    }

    /// <summary>Waits for a turn; it is given back by <see cref="Leave"/>.</summary>
    /// <returns>The round, or null: as many wait already as may.</returns>
    /// <exception cref="OperationCanceledException">The wait is over.</exception>
    public async ValueTask<long?> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource<long>> place;
        lock (_lock)
        {
            // While anybody waits, all turns are taken: whoever leaves hands his on.
            if (_underWay < Limit)
            {
                _underWay++;
                return _round;
            }

            if (_waiting.Count >= Limits.MaxWaitingRequests)
            {
                return null;
            }

            place = _waiting.AddLast(new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using CancellationTokenRegistration giveUp = cancellationToken.Register(() => GiveUp(place, cancellationToken));
        return await place.Value.Task;
    }

    /// <summary>Gives the turn back, and says how it went.</summary>
    public void Leave(long round, HostSign sign)
    {
        lock (_lock)
        {
            _underWay--;
            if (sign is HostSign.Busy or HostSign.Silent or HostSign.Unreached)
            {
                Lower(round);
            }
            else if (sign == HostSign.Answered)
            {
                _limit = Math.Min(most, _limit + (1 / _limit));
            }

            while (_underWay < Limit && _waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                _underWay++;
                next.Value.SetResult(_round);
            }
        }
    }

    private void Lower(long round)
    {
        if (round == _round)
        {
            _limit = Math.Max(1, _limit / 2);
            _round++;
        }
    }

    // A place that is not in the queue any more has got its turn, and gives it back itself.
    private void GiveUp(LinkedListNode<TaskCompletionSource<long>> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                return;
            }

            _waiting.Remove(place);
        }

        place.Value.SetCanceled(cancellationToken);
    }
}
