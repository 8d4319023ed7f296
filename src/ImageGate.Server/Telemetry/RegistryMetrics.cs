using System.Diagnostics.Metrics;
using ImageGate.Oci;

namespace ImageGate.Server.Telemetry;

/// <summary>What registries answer, as metrics. Hosts are those of RegistryAccess documents, and <c>other</c>.</summary>
internal static class RegistryMetrics
{
    /// <summary>Adds them.</summary>
    public static void Observe(this GateMetrics metrics, RegistryClient registries)
    {
        metrics.ObserveTotals(
            "imagegate_registry_requests_total",
            "Requests to registries and to the hosts that they send us to, by registry and what came of them.",
            () => registries.Traffic.Select(one => new Measurement<double>(one.Value, new("host", one.Key.Host), new("status_class", one.Key.StatusClass))));
        metrics.ObserveEach(
            "imagegate_registry_circuit_open", "Circuits that keep requests back, by registry and for whom.", () => registries.OpenCircuits.SelectMany(Measure));
    }

    private static IEnumerable<Measurement<double>> Measure(RegistryCircuits circuits) =>
    [
        new(circuits.Everybody, new("host", circuits.Host), new("scope", "everybody")),
        new(circuits.Login, new("host", circuits.Host), new("scope", "login")),
        new(circuits.Repository, new("host", circuits.Host), new("scope", "repository")),
    ];
}
