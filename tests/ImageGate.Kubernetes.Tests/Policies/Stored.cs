using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>A registry in which the same signatures are stored for every image, as referrers.</summary>
internal sealed class Stored(IReadOnlyList<RawSignature> signatures) : IImageRegistry
{
    public Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("the images of these tests are named by digest");

    public Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(
        RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken) =>
        Task.FromResult<RegistryResult<SignatureSet>>(new RegistryResult<SignatureSet>.Found(
            source == SignatureSource.Referrers ? new SignatureSet(signatures, null, []) : SignatureSet.Empty));
}
