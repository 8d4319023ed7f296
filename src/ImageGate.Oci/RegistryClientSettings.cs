using System.Net;

namespace ImageGate.Oci;

/// <summary>What a <see cref="RegistryClient"/> was made with.</summary>
/// <param name="ResponseTimeout">The longest that one response may take, headers and body.</param>
/// <param name="Clock">The clock of time-outs, waits and tokens.</param>
/// <param name="UserAgent">How we introduce ourselves.</param>
/// <param name="Resolve">Finds the addresses of a name; tests put in their own.</param>
internal sealed record RegistryClientSettings(
    TimeSpan ResponseTimeout, TimeProvider Clock, string UserAgent, Func<string, CancellationToken, Task<IPAddress[]>> Resolve);
