using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Server.Telemetry;

/// <summary>Measures how long registries take to answer.</summary>
internal sealed class MeasuredRegistry(IImageRegistry registry, PhaseClock clock) : IImageRegistry
{
    /// <inheritdoc/>
    public async Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken)
    {
        using IDisposable measured = clock.Begin(Phase.Resolve);
        return await registry.ResolveAsync(repository, tag, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(
        RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken)
    {
        using IDisposable measured = clock.Begin(Phase.Fetch);
        return await registry.ReadSignaturesAsync(repository, image, source, cancellationToken);
    }
}
