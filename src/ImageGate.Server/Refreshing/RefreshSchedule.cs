namespace ImageGate.Server.Refreshing;

/// <summary>How long to wait for the next refresh.</summary>
/// <param name="interval">Between two refreshes when all is well.</param>
/// <param name="firstRetry">After the first failure; each further one doubles it.</param>
/// <param name="random">From 0 to 1, anew each time: the replicas of one cluster must not ask all at once.</param>
internal sealed class RefreshSchedule(TimeSpan interval, TimeSpan firstRetry, Func<double> random)
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>The wait after so many failures in a row; 0: the last refresh succeeded. Never longer than the interval.</summary>
    public TimeSpan After(int failures)
    {
        // Ten doublings are far over the longest retry.
        TimeSpan retry = firstRetry * (1 << Math.Clamp(failures - 1, 0, 10));
        TimeSpan longest = failures == 0 ? interval : new[] { retry, LongestRetry, interval }.Min();
        return TimeSpan.FromMilliseconds(Math.Ceiling((longest * (1 - (Jitter * random()))).TotalMilliseconds));
    }
}
