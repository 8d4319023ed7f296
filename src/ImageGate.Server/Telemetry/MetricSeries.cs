namespace ImageGate.Server.Telemetry;

/// <summary>The values of one instrument under one set of labels. For many threads at once.</summary>
internal abstract class MetricSeries
{
    private MetricSeries()
    {
    }

    /// <summary>Takes a measurement.</summary>
    public abstract void Record(double value);

    private static void Add(ref double sum, double value)
    {
        double seen = Volatile.Read(ref sum);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref sum, seen + value, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }

    /// <summary>What was added so far.</summary>
    public sealed class Total : MetricSeries
    {
        private double _value;

        /// <summary>The sum.</summary>
        public double Value => Volatile.Read(ref _value);

        public override void Record(double value) => Add(ref _value, value);
    }

    /// <summary>What was said last.</summary>
    public sealed class Latest : MetricSeries
    {
        private double _value;

        /// <summary>The value.</summary>
        public double Value => Volatile.Read(ref _value);

        public override void Record(double value) => Volatile.Write(ref _value, value);
    }

    /// <summary>How often it was at most each bound.</summary>
    public sealed class Histogram(IReadOnlyList<double> bounds) : MetricSeries
    {
        private readonly double[] _bounds = [.. bounds];
        private readonly long[] _counts = new long[bounds.Count + 1];
        private double _sum;

        /// <summary>The sum of all measurements.</summary>
        public double Sum => Volatile.Read(ref _sum);

        /// <summary>Each bound with the number of measurements up to it; the last bound is infinite, and its number is that of all.</summary>
        public IEnumerable<(double Bound, long Count)> Buckets()
        {
            long count = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                count += Volatile.Read(ref _counts[i]);
                yield return (i < _bounds.Length ? _bounds[i] : double.PositiveInfinity, count);
            }
        }

        public override void Record(double value)
        {
            int found = Array.BinarySearch(_bounds, value);
            Interlocked.Increment(ref _counts[found < 0 ? ~found : found]);
            Add(ref _sum, value);
        }
    }
}
