using System.Globalization;
using ImageGate.Testing;

namespace ImageGate.Load;

/// <summary>The scenarios, in the order of the table.</summary>
internal sealed class Scenarios(LoadOptions options, LoadRegistries registries, string policies, Figures figures, WrkDriver? wrk)
{
    private const int Digests = 300;
    private const int Reviews = 5_000;
    private const long CorpusDecisions = 100_000;
    private const double SteadyRate = 2_000;
    private const double ColdRate = 100;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private TimeSpan Duration => TimeSpan.FromSeconds(options.Seconds);

    public async Task RunAsync()
    {
        (string Name, Func<string, Task> Run)[] all =
        [
            ("warm, one Pod by digest", WarmByDigestAsync),
            ("warm, one Pod by tag", WarmByTagAsync),
            ("warm, corpus", WarmCorpusAsync),
            ("cold", ColdAsync),
            ("50/50", HalfAsync),
            ("one registry slow (2 s)", name => IllAsync(name, Slow)),
            ("one registry 429", name => IllAsync(name, RegistryFaults.Status(429, ("Retry-After", "1")))),
            ("one registry down", name => IllAsync(name, RegistryFaults.Drop())),
            ("restarted", RestartAsync),
            ("policies reloaded every second", ReloadAsync),
            ("1,000 connections", ManyConnectionsAsync),
            ("idle connections", IdleAsync),
            ("largest bodies", LargestAsync),
            ("shared work", SharedWorkAsync),
            ("replicas", ReplicasAsync),
            ("receivers of alerts", name => new ReceiverScenario(options, registries, policies, figures).RunAsync(name)),
            ("soak", SoakAsync),
        ];
        foreach ((string name, Func<string, Task> run) in all.Where(one => options.Only.Count == 0 || options.Only.Any(part => one.Name.Contains(part, StringComparison.Ordinal))))
        {
            await run(name);
        }
    }

    private async Task WarmByDigestAsync(string name) => await WarmAsync(name, byDigest: true);

    private async Task WarmByTagAsync(string name) => await WarmAsync(name, byDigest: false);

    private async Task WarmAsync(string name, bool byDigest)
    {
        await using GateProcess gate = await StartAsync();
        await figures.SayAsync(string.Create(CultureInfo.InvariantCulture, $"| (ready after {gate.Ready.TotalMilliseconds:F0} ms, RSS {gate.Rss:F0} MiB) |"));
        Review review = Corpus.Create([registries.PushPlain()], byDigest: byDigest);
        await WarmUpAsync(gate, [review]);
        foreach (int connections in new[] { 1, 8, 64 })
        {
            await figures.MeasureAsync($"{name}, {connections} connections", gate, () => new Driver(gate.Port, connections).RunAsync(_ => review, Duration));
        }

        foreach (int connections in wrk is null ? [] : new[] { 1, 8, 64 })
        {
            await figures.MeasureAsync($"{name}, {connections} connections, wrk", gate, () => wrk!.RunAsync(gate.Port, review, connections, Duration));
        }

        await figures.MeasureAsync($"{name}, {SteadyRate:F0}/s", gate, () => new Driver(gate.Port, 16).RunAsync(_ => review, Duration, SteadyRate));
    }

    private async Task WarmCorpusAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        Review[] reviews = Corpus.Make(Push(registries.Well, Digests), Reviews, seed: 1);
        await WarmUpAsync(gate, reviews);
        await figures.MeasureAsync(
            $"{name}, 8 connections", gate, () => new Driver(gate.Port, 8).RunAsync(number => number < CorpusDecisions ? reviews[number % Reviews] : null, Longest));
    }

    private async Task ColdAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        await WarmUpAsync(gate, Fresh(200));
        Review[] alone = Fresh(300);
        await figures.MeasureAsync($"{name}, 1 connection", gate, () => RunAllAsync(gate, alone, 1));
        Review[] steady = Fresh((int)(ColdRate * options.Seconds));
        await figures.MeasureAsync(
            $"{name}, {ColdRate:F0}/s", gate, () => new Driver(gate.Port, 32).RunAsync(number => number < steady.Length ? steady[number] : null, Longest, ColdRate));
        Review[] fast = Fresh(3_000);
        await figures.MeasureAsync($"{name}, 64 connections", gate, () => RunAllAsync(gate, fast, 64));
    }

    private async Task HalfAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        Review known = Corpus.Create([registries.Push(registries.Well, 0, signed: true)]);
        await WarmUpAsync(gate, [known]);
        Review[] fresh = Fresh(3_000);
        await figures.MeasureAsync(
            $"{name}, 8 connections", gate, () => new Driver(gate.Port, 8).RunAsync(number => number < 2 * fresh.Length ? (number % 2 == 0 ? known : fresh[number / 2]) : null, Longest));
    }

    /// <summary>One of ten images is in a registry that is ill; the others must not feel it.</summary>
    private async Task IllAsync(string name, RegistryFault fault)
    {
        await using GateProcess gate = await StartAsync();
        Review[] well = Corpus.Make(Push(registries.Well, Digests), Reviews, seed: 2);
        await WarmUpAsync(gate, well);
        Review[] ill = [.. Push(registries.Ill, Digests).Where(image => image.IsSigned).Select(image => Corpus.Create([image]))];
        registries.Ill.FailAll(fault);
        try
        {
            Task<Outcome> ofIll = new Driver(gate.Port, 16).RunAsync(number => ill[number % ill.Length], Duration, 20);
            await figures.MeasureAsync($"{name}: images of the other", gate, () => new Driver(gate.Port, 8).RunAsync(number => well[number % Reviews], Duration, 500));
            Outcome outcome = await ofIll;
            await figures.MeasureAsync($"{name}: its own images", gate, () => Task.FromResult(outcome));
        }
        finally
        {
            registries.Ill.FailAll(null);
        }
    }

    private async Task RestartAsync(string name)
    {
        GateProcess gate = await StartAsync();
        int port = gate.Port;
        try
        {
            Review[] reviews = Corpus.Make(Push(registries.Well, Digests), Reviews, seed: 3);
            await WarmUpAsync(gate, reviews);
            await gate.DisposeAsync();
            gate = await GateProcess.StartAsync(options.Dll, policies, port);
            await figures.MeasureAsync($"{name}: the first 2 s at 500/s", gate, () => new Driver(port, 32).RunAsync(number => reviews[number % Reviews], TimeSpan.FromSeconds(2), 500));
            await figures.MeasureAsync($"{name}: after that", gate, () => new Driver(port, 32).RunAsync(number => reviews[number % Reviews], Duration, 500));
        }
        finally
        {
            await gate.DisposeAsync();
        }
    }

    private async Task ReloadAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        Review[] reviews = Corpus.Make(Push(registries.Well, Digests), Reviews, seed: 4);
        await WarmUpAsync(gate, reviews);
        using var end = new CancellationTokenSource();
        Task writing = WriteAsync(end.Token);
        await figures.MeasureAsync($"{name}, 500/s", gate, () => new Driver(gate.Port, 16).RunAsync(number => reviews[number % Reviews], Duration, 500));
        await end.CancelAsync();
        await writing;

        async Task WriteAsync(CancellationToken cancellationToken)
        {
            for (int revision = 1; !cancellationToken.IsCancellationRequested; revision++)
            {
                // As a ConfigMap changes: a whole file takes the place of the last.
                string next = Path.Combine(policies, "next");
                await File.WriteAllTextAsync(next, LoadPolicies.Write(registries, revision), CancellationToken.None);
                File.Move(next, Path.Combine(policies, Program.PolicyFile), overwrite: true);
                await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
            }
        }
    }

    private async Task ManyConnectionsAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        Review[] reviews = Corpus.Make(Push(registries.Well, Digests), Reviews, seed: 5);
        await WarmUpAsync(gate, reviews);
        await figures.MeasureAsync(name, gate, () => new Driver(gate.Port, 1_000).RunAsync(number => reviews[number % Reviews], Duration));
    }

    /// <summary>Connections that send nothing, more than are let in by default: what they cost, and whether decisions wait for them.</summary>
    private async Task IdleAsync(string name)
    {
        await using GateProcess gate = await GateProcess.StartAsync(options.Dll, policies, null, ("Server__MaxConnections", "20000"));
        Review review = Corpus.Create([registries.PushPlain()], byDigest: true);
        await WarmUpAsync(gate, [review]);
        List<GateConnection> idle = [];
        foreach (int count in new[] { 0, 1_000, 10_000 })
        {
            while (idle.Count < count)
            {
                idle.Add(await GateConnection.OpenAsync(gate.Port, CancellationToken.None));
            }

            await figures.MeasureAsync($"{count} {name}, 500/s", gate, () => new Driver(gate.Port, 8).RunAsync(_ => review, Duration, 500));
        }

        idle.ForEach(connection => connection.Dispose());
    }

    /// <summary>As many bodies of the largest size at once as no cluster sends: most are turned away.</summary>
    private async Task LargestAsync(string name)
    {
        const int AtOnce = 200;
        const int Padding = (4 * 1024 * 1024) - (16 * 1024);
        await using GateProcess gate = await StartAsync();
        LoadImage image = registries.PushPlain();
        await WarmUpAsync(gate, [Corpus.Create([image], byDigest: true)]);
        Review largest = Corpus.Create([image with { IsIll = true }], byDigest: true, padding: Padding);
        await figures.MeasureAsync($"{AtOnce} of the {name} at once", gate, () => new Driver(gate.Port, AtOnce).RunAsync(number => number < AtOnce ? largest : null, Longest));
        await figures.SayAsync(string.Create(CultureInfo.InvariantCulture, $"| (RSS at most {gate.PeakRss:F0} MiB) |"));
    }

    /// <summary>Counts, not times: what is asked of the registry for many who want the same.</summary>
    private async Task SharedWorkAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        LoadImage image = registries.Push(registries.Well, 0, signed: true);
        Review eight = Corpus.Create([.. Enumerable.Repeat(image, 8)]);
        await figures.MeasureAsync($"{name}: 8 containers of one image under 6 policies", gate, () => new Driver(gate.Port, 1).RunAsync(number => number < 1 ? eight : null, Longest));
        Review many = Corpus.Create([registries.Push(registries.Well, 1, signed: true)], byDigest: true);
        long before = registries.Requests;
        await figures.MeasureAsync($"{name}: 500 at once for one new digest", gate, () => new Driver(gate.Port, 500).RunAsync(number => number < 500 ? many : null, Longest));
        await figures.SayAsync($"| (requests to the registry for all 500: {registries.Requests - before}) |");
    }

    private async Task ReplicasAsync(string name)
    {
        foreach (int count in new[] { 1, 2, 4 })
        {
            Review[] fresh = Fresh(Digests);
            var gates = new List<GateProcess>();
            try
            {
                for (int replica = 0; replica < count; replica++)
                {
                    gates.Add(await StartAsync());
                }

                long before = registries.Requests;
                await Task.WhenAll(gates.Select(gate => RunAllAsync(gate, fresh, 8)));
                await Task.WhenAll(gates.Select(gate => RunAllAsync(gate, fresh, 8)));
                await figures.SayAsync(string.Create(
                    CultureInfo.InvariantCulture, $"| ({name}: {count} asked twice for {Digests} digests by tag: {(double)(registries.Requests - before) / Digests / count:F2} requests a digest and replica, RSS {gates.Max(gate => gate.Rss):F0} MiB) |"));
            }
            finally
            {
                foreach (GateProcess gate in gates)
                {
                    await gate.DisposeAsync();
                }
            }
        }
    }

    private async Task SoakAsync(string name)
    {
        await using GateProcess gate = await StartAsync();
        Review[] reviews = Corpus.Make(Push(registries.Well, Digests), Reviews, seed: 6);
        await WarmUpAsync(gate, reviews);
        var part = TimeSpan.FromSeconds(options.SoakSeconds / 4);
        foreach (int quarter in Enumerable.Range(1, 4))
        {
            await figures.MeasureAsync($"{name}, 500/s, quarter {quarter}", gate, () => new Driver(gate.Port, 16).RunAsync(number => reviews[number % Reviews], part, 500));
        }
    }

    private static async Task Slow(Microsoft.AspNetCore.Http.HttpContext context, Microsoft.AspNetCore.Http.RequestDelegate normally)
    {
        await Task.Delay(TimeSpan.FromSeconds(2), context.RequestAborted);
        await normally(context);
    }

    private Task<GateProcess> StartAsync() => GateProcess.StartAsync(options.Dll, policies);

    /// <summary>Images of all teams, one of twenty unsigned.</summary>
    private LoadImage[] Push(InMemoryRegistry registry, int count) =>
        [.. Enumerable.Range(0, count).Select(index => registries.Push(registry, index % LoadRegistries.Teams, signed: index % 20 != 19))];

    /// <summary>Pods with images that nobody has seen.</summary>
    private Review[] Fresh(int count) => [.. Enumerable.Range(0, count).Select(_ => Corpus.Create([registries.PushPlain()]))];

    /// <summary>Once each review, and then some, so that the code that is used is compiled.</summary>
    private static async Task WarmUpAsync(GateProcess gate, Review[] reviews)
    {
        await RunAllAsync(gate, reviews, 8);
        await new Driver(gate.Port, 8).RunAsync(number => reviews[number % reviews.Length], TimeSpan.FromSeconds(3));
    }

    private static Task<Outcome> RunAllAsync(GateProcess gate, Review[] reviews, int connections) =>
        new Driver(gate.Port, connections).RunAsync(number => number < reviews.Length ? reviews[number] : null, Longest);
}
