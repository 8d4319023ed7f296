using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ImageGate.Server.Telemetry;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>What became of alerts, as it is counted for the metrics, also while the server ends.</summary>
internal sealed class AlertCounts : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AlertCounts(GateMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter) && instrument.Name == "imagegate_alerts_total")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Add(tags, (int)count));
        _listener.Start();
    }

    public (int Sent, int Failed, int Dropped, int Deduplicated) Now => (Of("sent"), Of("failed"), Of("dropped"), Of("deduplicated"));

    /// <summary>Ends when something has become of so many alerts.</summary>
    /// <exception cref="TimeoutException">Nothing becomes of one more; the message has the counts.</exception>
    public async Task UntilAsync(int sum)
    {
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (_counts.Values.Sum() >= sum)
            {
                return;
            }

            try
            {
                await changed.WaitAsync(Soon);
            }
            catch (TimeoutException)
            {
                throw new TimeoutException($"something was to become of {sum} alerts, and there are: {Now}");
            }
        }
    }

    public void Dispose() => _listener.Dispose();

    private int Of(string result) => _counts.GetValueOrDefault(result);

    private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags, int count)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == "result")
            {
                _counts.AddOrUpdate((string)tag.Value!, count, (_, before) => before + count);
            }
        }

        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
