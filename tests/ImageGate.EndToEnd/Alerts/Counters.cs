using System.Globalization;
using ImageGate.EndToEnd.Parts;

namespace ImageGate.EndToEnd.Alerts;

/// <summary>What a server has counted of decisions, and of what it told of them.</summary>
internal static class Counters
{
    private static readonly string[] Names =
    [
        "imagegate_decisions_total", "imagegate_image_verdicts_total", "imagegate_policy_results_total", "imagegate_alerts_total", "imagegate_events_total",
    ];

    /// <summary>The counts so far, by name and labels.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> ReadAsync(GateProcess gate) => (await gate.HealthAsync("/metrics")).Text.Split('\n')
        .Where(line => Names.Any(name => line.StartsWith(name + "{", StringComparison.Ordinal)))
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => long.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    /// <summary>The counts that are new, each as <c>name{labels} count</c>, in order.</summary>
    public static async Task<string[]> GrownAsync(GateProcess gate, IReadOnlyDictionary<string, long> before) =>
    [
        .. (await ReadAsync(gate)).Select(count => (count.Key, New: count.Value - before.GetValueOrDefault(count.Key))).Where(count => count.New > 0)
            .Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.New}")).Order(StringComparer.Ordinal),
    ];
}
