using System.Collections.Concurrent;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Core.Tests;

/// <summary>The port with the answers that a test gave it, and a list of what was asked.</summary>
internal sealed class StubRegistry : IImageRegistry
{
    private static readonly RegistryFailure.Unavailable Late = new(UnavailableCause.Timeout, "no answer in time", null);

    private readonly Dictionary<string, RegistryResult<Digest>> _tags = [];
    private readonly Dictionary<string, RegistryResult<SignatureSet>> _signatures = [];
    private readonly ConcurrentQueue<(string Repository, SignatureSource Source)> _read = [];

    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>The sources whose reading was ended before they had answered.</summary>
    public ConcurrentQueue<SignatureSource> GivenUp { get; } = [];

    /// <summary>Where signatures were looked for, in order.</summary>
    public IReadOnlyList<SignatureSource> Sources(string repository) => [.. _read.Where(one => one.Repository == repository).Select(one => one.Source)];

    /// <summary>The source that has all signatures.</summary>
    public SignatureSource Holder { get; set; } = SignatureSource.SignatureTag;

    /// <summary>What a source waits for before it answers.</summary>
    public Dictionary<SignatureSource, Task> Waits { get; } = [];

    /// <summary>What the resolution of a tag waits for.</summary>
    public Task ResolveWait { get; set; } = Task.CompletedTask;

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

    public async Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"resolve {repository.Name}:{tag}");
        return await IsInTimeAsync(ResolveWait, cancellationToken)
            ? _tags.GetValueOrDefault($"{repository.Name}:{tag}") ?? new RegistryResult<Digest>.Failed(new RegistryFailure.NotFound("no such tag"))
            : new RegistryResult<Digest>.Failed(Late);
    }

    public async Task<RegistryResult<SignatureSet>> ReadSignaturesAsync(
        RepositoryLocation repository, Digest image, SignatureSource source, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"{source} {repository.Name}@{image}");
        _read.Enqueue((repository.Name.ToString(), source));
        if (!await IsInTimeAsync(Waits.GetValueOrDefault(source, Task.CompletedTask), cancellationToken))
        {
            GivenUp.Enqueue(source);
            return new RegistryResult<SignatureSet>.Failed(Late);
        }

        RegistryResult<SignatureSet>? stored = _signatures.GetValueOrDefault($"{repository.Name}@{image}");
        return stored is not null && (source == Holder || stored is RegistryResult<SignatureSet>.Failed)
            ? stored
            : new RegistryResult<SignatureSet>.Found(SignatureSet.Empty);
    }

    private static async Task<bool> IsInTimeAsync(Task wait, CancellationToken cancellationToken)
    {
        try
        {
            await wait.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
