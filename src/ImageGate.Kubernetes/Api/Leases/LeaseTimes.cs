namespace ImageGate.Kubernetes.Api.Leases;

/// <summary>How long leadership holds. Source: client-go, tools/leaderelection, its defaults.</summary>
internal static class LeaseTimes
{
    /// <summary>Seconds that others wait after the last change that they saw before they take over.</summary>
    public const int LeaseSeconds = 15;

    /// <summary>Seconds, most, that another's lease is believed to last.</summary>
    public const int MaxLeaseSeconds = 60;

    /// <summary>How much longer than <see cref="RetryPeriod"/> a candidate waits, at most and at random, as a factor.</summary>
    public const double Jitter = 1.2;

    /// <summary>How long a leader goes on without a renewal: less than a lease, so that it has stopped before another begins.</summary>
    public static readonly TimeSpan RenewDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Time between attempts.</summary>
    public static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);
}
