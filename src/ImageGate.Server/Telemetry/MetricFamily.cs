using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ImageGate.Server.Telemetry;

/// <summary>One instrument and its series, by their labels.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly ConcurrentDictionary<LabelSet, MetricSeries> _series = new(LabelComparer.Instance);
    private readonly ConcurrentDictionary<LabelSet, MetricSeries>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _byTags;
    private readonly Instrument _instrument;
    private readonly Func<MetricSeries> _make;
    private readonly string _type;

    /// <summary>Begins with no series.</summary>
    /// <param name="instrument">What is measured with.</param>
    /// <param name="name">Its name for Prometheus.</param>
    public MetricFamily(Instrument instrument, string name)
    {
        _instrument = instrument;
        Name = name;
        _byTags = _series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        (_type, _make) = KindOf(instrument, name);
    }

    /// <summary>The name for Prometheus.</summary>
    public string Name { get; }

    /// <summary>Takes a measurement. One of a series over <see cref="Limits.MaxSeries"/> is left out.</summary>
    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!_byTags.TryGetValue(tags, out MetricSeries? series))
        {
            if (_series.Count >= Limits.MaxSeries)
            {
                return;
            }

            series = _series.GetOrAdd(LabelComparer.Instance.Create(tags), _ => _make());
        }

        series.Record(value);
    }

    /// <summary>Forgets what is asked for anew at each reading: a label that is gone is gone.</summary>
    public void ForgetObserved()
    {
        if (_instrument.IsObservable)
        {
            _series.Clear();
        }
    }

    /// <summary>Writes all series; nothing when there is none.</summary>
    public void Write(StringBuilder text)
    {
        if (_series.IsEmpty)
        {
            return;
        }

        string help = (_instrument.Description ?? "").Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {help}\n# TYPE {Name} {_type}\n");
        foreach ((LabelSet labels, MetricSeries series) in _series.OrderBy(one => one.Key.Text, StringComparer.Ordinal))
        {
            switch (series)
            {
                case MetricSeries.Total total:
                    text.Append(CultureInfo.InvariantCulture, $"{Name}{labels} {Text(total.Value)}\n");
                    break;
                case MetricSeries.Latest latest:
                    text.Append(CultureInfo.InvariantCulture, $"{Name}{labels} {Text(latest.Value)}\n");
                    break;
                case MetricSeries.Histogram histogram:
                    Write(text, labels, histogram);
                    break;
            }
        }
    }

    private static (string Type, Func<MetricSeries> Make) KindOf(Instrument instrument, string name) => instrument switch
    {
        Histogram<double> histogram => ("histogram", () => new MetricSeries.Histogram(histogram.Advice?.HistogramBucketBoundaries ?? DefaultBounds)),
        Counter<long> or Counter<double> => ("counter", () => new MetricSeries.Total()),

        // By the name as well: of the runtime's counters some go up and down (dotnet.thread_pool.queue.length).
        ObservableCounter<long> or ObservableCounter<double> when name.EndsWith("_total", StringComparison.Ordinal) => ("counter", () => new MetricSeries.Latest()),
        UpDownCounter<long> or UpDownCounter<double> => ("gauge", () => new MetricSeries.Total()),
        _ => ("gauge", () => new MetricSeries.Latest()),
    };

    private static string Text(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private void Write(StringBuilder text, LabelSet labels, MetricSeries.Histogram histogram)
    {
        long all = 0;
        foreach ((double bound, long count) in histogram.Buckets())
        {
            text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{labels.With("le", Text(bound))} {count}\n");
            all = count;
        }

        text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{labels} {Text(histogram.Sum)}\n{Name}_count{labels} {all}\n");
    }
}
