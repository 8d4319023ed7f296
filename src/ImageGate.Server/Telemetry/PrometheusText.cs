using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace ImageGate.Server.Telemetry;

/// <summary>The gate's instruments in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText : IDisposable
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _reading = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<(string Name, string Labels), double> _values = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();

    /// <summary>Listens from now on: what was counted before is not seen.</summary>
    public PrometheusText(GateMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter))
            {
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _values.AddOrUpdate((instrument.Name, Labels(tags)), value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _values[(instrument.Name, Labels(tags))] = value);
        _listener.Start();
    }

    /// <summary>All values of now.</summary>
    public string Write()
    {
        KeyValuePair<(string Name, string Labels), double>[] values = Read();
        var text = new StringBuilder();
        foreach (IGrouping<string, KeyValuePair<(string Name, string Labels), double>> family in
            values.GroupBy(value => value.Key.Name).OrderBy(family => family.Key, StringComparer.Ordinal))
        {
            Instrument instrument = _instruments[family.Key];
            text.Append(CultureInfo.InvariantCulture, $"# HELP {family.Key} {instrument.Description}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {family.Key} {(instrument is Counter<long> or ObservableCounter<double> ? "counter" : "gauge")}\n");
            foreach (((string name, string labels), double value) in family.OrderBy(value => value.Key.Labels, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{labels} {value:R}\n");
            }
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What is observed is asked for anew: a label that is gone is gone.</summary>
    private KeyValuePair<(string Name, string Labels), double>[] Read()
    {
        lock (_reading)
        {
            foreach ((string Name, string Labels) key in _values.Keys.Where(key => _instruments[key.Name].IsObservable))
            {
                _values.TryRemove(key, out _);
            }

            _listener.RecordObservableInstruments();
            return [.. _values];
        }
    }

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder("{");
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            text.Append(text.Length > 1 ? "," : "").Append(tag.Key).Append("=\"").Append(tag.Value).Append('"');
        }

        return text.Append('}').ToString();
    }
}
