using System.Globalization;

namespace ImageGate.Load;

/// <summary>Known answers, each with an alert of its own, while the receiver of the alerts is well, ill or away. Prints a table of its own.</summary>
internal sealed class ReceiverScenario(LoadOptions options, LoadRegistries registries, string policies, Figures figures)
{
    // Every answer is one that is told: at ten seconds there are fewer of them than ImageGate keeps windows.
    private const double Rate = 400;
    private const int Connections = 8;
    private const string Alerts = "imagegate_alerts_total";

    private static readonly string[] Results = ["sent", "failed", "dropped", "deduplicated"];

    public async Task RunAsync(string name)
    {
        await figures.SayAsync(string.Create(CultureInfo.InvariantCulture, $"\n| {name}: {Rate:F0} a second, half of them denied | decisions | p50 ms | ratio | p99 ms | ratio | sent | failed | dropped | wait | RSS MiB |"));
        await figures.SayAsync("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Latencies? absent = null;
        foreach ((string state, Func<Task<BenchReceiver?>> start) in BenchReceiver.States)
        {
            await using BenchReceiver? receiver = await start();
            Latencies latencies = await MeasureAsync(state, receiver, absent);
            absent ??= latencies;
        }
    }

    private async Task<Latencies> MeasureAsync(string state, BenchReceiver? receiver, Latencies? absent)
    {
        await using GateProcess gate = await GateProcess.StartAsync(options.Dll, policies, null, await SettingsAsync(receiver));
        LoadImage[] images = [registries.PushPlain(), registries.Push(registries.Well, 0, signed: false)];
        Review[] warm = [.. images.Select(image => Corpus.Create([image], byDigest: true))];
        await new Driver(gate.Port, Connections).RunAsync(number => warm[number % warm.Length], TimeSpan.FromSeconds(3));
        Review[] told = [.. Enumerable.Range(0, (int)(Rate * options.Seconds)).Select(number => Corpus.Create(
            [images[number % images.Length]], byDigest: true, space: string.Create(CultureInfo.InvariantCulture, $"shop-{number}")))];
        double[] before = await CountAsync(gate);

        Outcome outcome = await new Driver(gate.Port, Connections).RunAsync(number => number < told.Length ? told[number] : null, TimeSpan.FromMinutes(2), Rate);

        double[] counts = [.. (await CountAsync(gate)).Zip(before, (now, then) => now - then)];
        double waiting = await gate.ReadMetricAsync("imagegate_alert_queue_length") ?? 0;
        absent ??= outcome.Latencies;
        await figures.SayAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {state} | {outcome.Latencies.Count} | {Share(outcome.Latencies, absent, 0.5)} | {Share(outcome.Latencies, absent, 0.99)} | {counts[0]:F0} | {counts[1]:F0} | {counts[2]:F0} | {waiting:F0} | {gate.Rss:F0} |"));
        await figures.AddAsync(outcome);
        return outcome.Latencies;
    }

    private async Task<(string, string)[]> SettingsAsync(BenchReceiver? receiver)
    {
        if (receiver is null)
        {
            return [];
        }

        string file = Path.Combine(Path.GetDirectoryName(policies)!, "alerts.yaml");
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: imagegate.dev/v1
            kind: AlertConfig
            metadata: {name: alerts}
            spec:
              receivers:
                - {name: bench, events: [denied, admitted], format: slack, url: "{{receiver.Address}}", insecureHttp: true}
            """);
        return [("Alerts__File", file), ("Alerts__AdmittedOn", "Mutate")];
    }

    private static async Task<double[]> CountAsync(GateProcess gate)
    {
        var counts = new List<double>();
        foreach (string result in Results)
        {
            counts.Add(await gate.ReadMetricAsync($"{Alerts}{{receiver=\"bench\",result=\"{result}\"}}") ?? 0);
        }

        return [.. counts];
    }

    private static string Share(Latencies latencies, Latencies absent, double share) => string.Create(
        CultureInfo.InvariantCulture, $"{1_000 * latencies.Quantile(share):F2} | {latencies.Quantile(share) / absent.Quantile(share):F2}");
}
