using System.Diagnostics;
using System.Globalization;

namespace ImageGate.Load;

/// <summary>Measures scenarios, and prints each as a line of one table.</summary>
internal sealed class Figures(LoadRegistries registries, TextWriter output)
{
    private const string PauseMetric = "dotnet_gc_pause_time_seconds_total";

    /// <summary>Answers so far that were not the expected ones.</summary>
    public long Wrong { get; private set; }

    public async Task BeginAsync()
    {
        await output.WriteLineAsync("| scenario | decisions | per second | p50 ms | p95 ms | p99 ms | max ms | CPU ms each | RSS MiB | GC pauses ms | registry requests each | unavailable | broken | wrong |");
        await output.WriteLineAsync("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    }

    /// <summary>Runs a scenario and prints its line.</summary>
    public async Task<Outcome> MeasureAsync(string name, GateProcess gate, Func<Task<Outcome>> scenario)
    {
        (TimeSpan cpu, long requests, double? pauses) = (gate.Cpu, registries.Requests, await gate.ReadMetricAsync(PauseMetric));
        var watch = Stopwatch.StartNew();
        Outcome outcome = await scenario();
        TimeSpan elapsed = watch.Elapsed;
        double each = Math.Max(outcome.Latencies.Count, 1);
        string pause = await gate.ReadMetricAsync(PauseMetric) is { } now && pauses is { } before ? Milliseconds(now - before) : "-";
        Latencies all = outcome.Latencies;
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {all.Count} | {all.Count / elapsed.TotalSeconds:F0} | {Milliseconds(all.Quantile(0.5))} | {Milliseconds(all.Quantile(0.95))} | {Milliseconds(all.Quantile(0.99))} | {Milliseconds(all.Max)} "
            + $"| {(gate.Cpu - cpu).TotalMilliseconds / each:F3} | {gate.Rss:F0} | {pause} | {(registries.Requests - requests) / each:F3} | {outcome.Unavailable} | {outcome.Broken} | {outcome.Wrong} |"));
        await AddAsync(outcome);
        return outcome;
    }

    /// <summary>Counts answers that were not the expected ones, and prints the first.</summary>
    public async Task AddAsync(Outcome outcome)
    {
        Wrong += outcome.Wrong;
        if (outcome.Surprise is { } surprise)
        {
            await output.WriteLineAsync(surprise);
        }
    }

    /// <summary>Prints a sentence below the table.</summary>
    public Task SayAsync(string line) => output.WriteLineAsync(line);

    private static string Milliseconds(double seconds) => (1_000 * seconds).ToString(seconds < 0.01 ? "F2" : "F0", CultureInfo.InvariantCulture);
}
