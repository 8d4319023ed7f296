namespace ImageGate.Oci;

/// <summary>A registry, and what came of requests to it and to the hosts that it sends us to.</summary>
/// <param name="Host">The host of a registry that is configured; <see cref="Other"/> for all others.</param>
/// <param name="StatusClass"><c>2xx</c> to <c>5xx</c>, <c>429</c>, <c>invalid</c>: no answer that can be used, <c>none</c>: no answer, <c>not_sent</c>: kept back.</param>
public sealed record RegistryTraffic(string Host, string StatusClass)
{
    /// <summary>Registries that nobody configured. Whoever writes an image's name chooses them, so there are as many as they like.</summary>
    public const string Other = "other";
}
