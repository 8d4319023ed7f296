namespace ImageGate.Server.TrustRoots;

/// <summary>How long to wait for the next refresh.</summary>
/// <param name="interval">Between two refreshes when all is well.</param>
/// <param name="random">From 0 to 1, anew each time: the replicas of one cluster must not ask all at once.</param>
internal sealed class RefreshSchedule(TimeSpan interval, Func<double> random)
{
    private const double Jitter = 0.1;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);

    /// <summary>The wait after so many failures in a row; 0: the last refresh succeeded. Never longer than the interval.</summary>
    public TimeSpan After(int failures)
    {
        // Ten doublings are far over the longest retry.
        TimeSpan retry = FirstRetry * (1 << Math.Clamp(failures - 1, 0, 10));
        TimeSpan longest = failures == 0 ? interval
            : retry < LongestRetry ? retry
            : LongestRetry;
        return longest * (1 - (Jitter * random()));
    }
}
