using System.Diagnostics;

namespace ImageGate.Server.Telemetry;

/// <summary>Measures the phases of decisions: for the metrics, for a trace, and for the log line of the request that began the work.</summary>
internal sealed class PhaseClock(GateMetrics metrics)
{
    /// <summary>Begins to measure; the end is when the result is disposed of.</summary>
    public IDisposable Begin(Phase phase) => new Measurement(metrics, phase, RequestPhases.Current);

    private sealed class Measurement(GateMetrics metrics, Phase phase, RequestPhases? request) : IDisposable
    {
        private readonly Activity? _span = GateTraces.Begin(phase);
        private readonly long _start = Stopwatch.GetTimestamp();

        public void Dispose()
        {
            long end = Stopwatch.GetTimestamp();
            metrics.Took(phase, Stopwatch.GetElapsedTime(_start, end));
            request?.Add(phase, _start, end);
            _span?.Dispose();
        }
    }
}
