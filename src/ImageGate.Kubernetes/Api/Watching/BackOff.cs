namespace ImageGate.Kubernetes.Api.Watching;

/// <summary>How long to wait after failures: doubling, with as much again at random, and never less than the server asks for.</summary>
internal sealed class BackOff
{
    private int _failures;

    /// <summary>It worked: begin again with the shortest wait.</summary>
    public void Reset() => _failures = 0;

    /// <summary>The wait after a failure.</summary>
    public TimeSpan Next(ApiFailure? failure)
    {
        TimeSpan grown = ApiLimits.WatchBackOff * (1 << Math.Min(_failures++, 10));
        TimeSpan wait = (grown > ApiLimits.MaxWatchBackOff ? ApiLimits.MaxWatchBackOff : grown) * (1 + Random.Shared.NextDouble());
        TimeSpan? asked = failure switch
        {
            ApiFailure.TooManyRequests busy => busy.RetryAfter,
            ApiFailure.Unavailable down => down.RetryAfter,
            _ => null,
        };
        return asked > wait ? asked.Value : wait;
    }
}
