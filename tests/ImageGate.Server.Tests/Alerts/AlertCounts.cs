using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>What became of alerts, counted as they are counted for the metrics, also while the server ends.</summary>
internal sealed class AlertCounts : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public AlertCounts(GateMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && instrument.Name == "imagegate_alerts_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            string result = "";
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                result = tag.Key == "result" ? (string)tag.Value! : result;
            }

            _counts.AddOrUpdate(result, (int)count, (_, before) => before + (int)count);
        });
        _listener.Start();
    }

    public (int Sent, int Failed, int Dropped) Now => (_counts.GetValueOrDefault("sent"), _counts.GetValueOrDefault("failed"), _counts.GetValueOrDefault("dropped"));

    public int Sum => _counts.Values.Sum();

    /// <summary>Ends when so many alerts have come to an end.</summary>
    /// <exception cref="TimeoutException">They do not; the message has the counts.</exception>
    public async Task UntilAsync(int sum)
    {
        using var deadline = new CancellationTokenSource(Soon);
        while (Sum < sum)
        {
            if (deadline.IsCancellationRequested)
            {
                throw new TimeoutException($"{sum} alerts were to end, and these did: {Now}");
            }

            await Task.Yield();
        }
    }

    public void Dispose() => _listener.Dispose();
}
