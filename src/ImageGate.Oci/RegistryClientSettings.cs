using System.Net;
using ImageGate.Oci.Http;

namespace ImageGate.Oci;

/// <summary>What a <see cref="RegistryClient"/> was made with.</summary>
/// <param name="ResponseTimeout">The longest that one response may take, headers and body.</param>
/// <param name="Clock">The clock of time-outs, waits and tokens.</param>
/// <param name="UserAgent">How we introduce ourselves.</param>
/// <param name="Resolve">Finds the addresses of a name; tests put in their own.</param>
internal sealed record RegistryClientSettings(
    TimeSpan ResponseTimeout, TimeProvider Clock, string UserAgent, Func<string, CancellationToken, Task<IPAddress[]>> Resolve)
{
    // Two, so that names which strangers choose do not keep those waiting that somebody configured.
    private readonly NameLookup _configured = new(Resolve, Clock);
    private readonly NameLookup _others = new(Resolve, Clock);

    /// <summary>Who finds the addresses of a registry, and of the hosts that it sends us to.</summary>
    public NameLookup NamesOf(RegistryEndpoint registry) => registry.IsConfigured ? _configured : _others;
}
