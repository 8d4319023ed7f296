using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Fuzz.Targets;

/// <summary>A registry that has every image and no signature.</summary>
internal sealed class UnsignedRegistry : IImageRegistry
{
    private static readonly Digest Image = Digest.Of("an image"u8);

    public Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken) =>
        Task.FromResult<RegistryResult<Digest>>(new RegistryResult<Digest>.Found(Image));

    public Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(
        RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken) =>
        Task.FromResult<RegistryResult<SignatureSet>>(new RegistryResult<SignatureSet>.Found(SignatureSet.Empty));
}
