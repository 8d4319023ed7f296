namespace ImageGate.Alerts.Delivery;

/// <summary>How long to wait for the next try.</summary>
/// <param name="random">From 0 to 1, anew each time: the replicas of one cluster must not try all at once.</param>
internal sealed class RetryDelays(Func<double> random)
{
    /// <summary>The wait after so many tries: twice as long each time, half of it by chance; never shorter than the receiver asks for.</summary>
    public TimeSpan After(int tries, TimeSpan? asked)
    {
        // Ten doublings are far over the longest wait.
        TimeSpan doubled = Limits.FirstRetry * (1 << Math.Clamp(tries - 1, 0, 10));
        TimeSpan own = (doubled < Limits.LongestRetry ? doubled : Limits.LongestRetry) * (0.5 + (0.5 * random()));
        return asked > own ? asked.Value : own;
    }
}
