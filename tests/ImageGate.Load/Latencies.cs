namespace ImageGate.Load;

/// <summary>Counts durations in buckets that are 1 % wide: many, in little memory.</summary>
internal sealed class Latencies
{
    private const double Smallest = 1e-6;
    private const double Width = 1.01;
    private const int Buckets = 2_000;

    private readonly long[] _counts = new long[Buckets];

    public long Count { get; private set; }

    /// <summary>The longest, in seconds.</summary>
    public double Max { get; private set; }

    public void Add(TimeSpan duration, long times = 1)
    {
        double seconds = Math.Max(duration.TotalSeconds, Smallest);
        _counts[Math.Min((int)(Math.Log(seconds / Smallest) / Math.Log(Width)), Buckets - 1)] += times;
        Count += times;
        Max = Math.Max(Max, seconds);
    }

    public void Add(Latencies other)
    {
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            _counts[bucket] += other._counts[bucket];
        }

        Count += other.Count;
        Max = Math.Max(Max, other.Max);
    }

    /// <summary>The duration, in seconds, that such a share of all does not exceed.</summary>
    public double Quantile(double share)
    {
        long left = (long)Math.Ceiling(Count * share);
        for (int bucket = 0; bucket < Buckets; bucket++)
        {
            left -= _counts[bucket];
            if (left <= 0)
            {
                return Math.Min(Smallest * Math.Pow(Width, bucket + 1), Max);
            }
        }

        return Max;
    }
}
