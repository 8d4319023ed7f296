using ImageGate.Core.Registries;

namespace ImageGate.Oci.Http;

/// <summary>What went wrong at a host, whoever asked it for whatever.</summary>
/// <param name="Cause">The kind.</param>
/// <param name="What">For people: names the host, and no repository.</param>
/// <param name="RetryAfter">When the host wants to be asked again, or null.</param>
internal sealed record HostTrouble(UnavailableCause Cause, string What, TimeSpan? RetryAfter = null)
{
    /// <summary>What it means for a request.</summary>
    public RegistryFailure.Unavailable For(RegistryRequest request) => new(Cause, $"{request.Subject}: {What}", RetryAfter);
}
