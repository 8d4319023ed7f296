using System.Collections.Concurrent;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Core.Tests;

/// <summary>The port with the answers that a test gave it, and a list of what was asked.</summary>
internal sealed class StubRegistry : IImageRegistry
{
    private readonly Dictionary<string, RegistryResult<Digest>> _tags = [];
    private readonly Dictionary<string, RegistryResult<SignatureSet>> _signatures = [];

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What was looked for, by repository.</summary>
    public ConcurrentDictionary<string, SignatureKinds> Kinds { get; } = [];

    public StubRegistry Tag(string repository, string tag, Digest digest)
    {
        _tags[$"{repository}:{tag}"] = new RegistryResult<Digest>.Found(digest);
        return this;
    }

    public StubRegistry Tag(string repository, string tag, RegistryFailure failure)
    {
        _tags[$"{repository}:{tag}"] = new RegistryResult<Digest>.Failed(failure);
        return this;
    }

    public StubRegistry Signatures(string repository, Digest image, IReadOnlyList<RawSignature> signatures, RegistryFailure.Unavailable? incomplete = null, params string[] notes)
    {
        _signatures[$"{repository}@{image}"] = new RegistryResult<SignatureSet>.Found(new SignatureSet(signatures, incomplete, notes));
        return this;
    }

    public StubRegistry Signatures(string repository, Digest image, RegistryFailure failure)
    {
        _signatures[$"{repository}@{image}"] = new RegistryResult<SignatureSet>.Failed(failure);
        return this;
    }

    public Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"resolve {repository.Name}:{tag}");
        return Task.FromResult(_tags.GetValueOrDefault($"{repository.Name}:{tag}") ?? new RegistryResult<Digest>.Failed(new RegistryFailure.NotFound("no such tag")));
    }

    public Task<RegistryResult<SignatureSet>> FetchSignaturesAsync(RepositoryLocation repository, Digest image, SignatureKinds kinds, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"signatures {repository.Name}@{image}");
        Kinds[repository.Name.ToString()] = kinds;
        return Task.FromResult(_signatures.GetValueOrDefault($"{repository.Name}@{image}") ?? new RegistryResult<SignatureSet>.Found(SignatureSet.Empty));
    }
}
