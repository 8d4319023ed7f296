using System.Collections.Concurrent;
using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>Counts the requests of one registry by what came of them.</summary>
/// <param name="counts">Where all registries' are counted.</param>
/// <param name="host">The registry's name there.</param>
internal sealed class TrafficCount(ConcurrentDictionary<RegistryTraffic, long> counts, string host)
{
    /// <summary>A request that was sent.</summary>
    public Exchange Sent(Exchange exchange) => Add(exchange, exchange switch
    {
        Exchange.Answered { Reply.Status: var status } => $"{(int)status / 100}xx",
        Exchange.Troubled { Sign: HostSign.Busy, Trouble.Cause: UnavailableCause.Throttled } => "429",
        Exchange.Troubled { Sign: HostSign.Busy } => "5xx",
        Exchange.Refused { Sign: HostSign.Answered } => "invalid",
        _ => "none",
    });

    /// <summary>A request that was not sent.</summary>
    public Exchange NotSent(Exchange exchange) => Add(exchange, "not_sent");

    private Exchange Add(Exchange exchange, string outcome)
    {
        counts.AddOrUpdate(new RegistryTraffic(host, outcome), 1, (_, before) => before + 1);
        return exchange;
    }
}
