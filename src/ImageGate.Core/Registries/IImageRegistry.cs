using ImageGate.Sigstore;

namespace ImageGate.Core.Registries;

/// <summary>The one port of the domain: what a registry says. Everything it returns is a stranger's word.</summary>
public interface IImageRegistry
{
    /// <summary>Finds the digest that a tag names now.</summary>
    /// <param name="repository">Where to ask.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellationToken">The request's deadline; when it fires the answer is <see cref="RegistryFailure.Unavailable"/>, not an exception.</param>
    Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken);

    /// <summary>Collects the signatures stored for an image, from all the places where they may be.</summary>
    /// <param name="repository">Where the signatures are stored.</param>
    /// <param name="image">The digest of the image.</param>
    /// <param name="kinds">What is looked for.</param>
    /// <param name="cancellationToken">The request's deadline; when it fires the answer is <see cref="RegistryFailure.Unavailable"/>, not an exception.</param>
    Task<RegistryResult<SignatureSet>> FetchSignaturesAsync(RepositoryLocation repository, Digest image, SignatureKinds kinds, CancellationToken cancellationToken);
}
