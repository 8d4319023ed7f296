using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;

namespace ImageGate.Server.Telemetry;

/// <summary>
/// The gate's instruments and those of the runtime in the text format of Prometheus, version 0.0.4. A measurement costs a
/// look-up and an addition; text is made when somebody reads.
/// </summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _reading = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new();

    /// <summary>Listens from now on: what was counted before is not seen.</summary>
    public PrometheusText(GateMetrics metrics, IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if ((ReferenceEquals(instrument.Meter, metrics.Meter) ? instrument.Name : RuntimeMetrics.NameOf(instrument, meters)) is { } name)
            {
                listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(name, _ => new MetricFamily(instrument, name)));
            }
        };
        _listener.SetMeasurementEventCallback<int>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All values of now.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        lock (_reading)
        {
            foreach (MetricFamily family in _families.Values)
            {
                family.ForgetObserved();
            }

            _listener.RecordObservableInstruments();
            foreach (MetricFamily family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            {
                family.Write(text);
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();
}
