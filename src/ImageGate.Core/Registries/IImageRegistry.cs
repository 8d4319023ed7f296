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

    /// <summary>Reads the signatures stored for an image in one of the places where they may be.</summary>
    /// <param name="repository">Where the signatures are stored.</param>
    /// <param name="image">The digest of the image.</param>
    /// <param name="source">The place.</param>
    /// <param name="cancellationToken">The request's deadline; when it fires the answer is <see cref="RegistryFailure.Unavailable"/>, not an exception.</param>
    /// <returns>What is there; a place that does not exist is an empty one.</returns>
    Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken);
}
