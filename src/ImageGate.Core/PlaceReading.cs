using ImageGate.Core.Registries;

namespace ImageGate.Core;

/// <summary>The sources of one place, read one after the other or together.</summary>
/// <param name="registry">Who reads.</param>
/// <param name="location">The place.</param>
/// <param name="image">The image whose signatures are wanted.</param>
/// <param name="order">The sources.</param>
internal sealed class PlaceReading(IImageRegistry registry, RepositoryLocation location, Sigstore.Digest image, IReadOnlyList<SignatureSource> order)
{
    private readonly List<(SignatureSource Source, Task<RegistryResult<SignatureSet>> Result)> _begun = [];

    public RepositoryLocation Location => location;

    public bool IsComplete => _begun.Count == order.Count && _begun.TrueForAll(one => one.Result.IsCompleted);

    /// <summary>How many sources have answered.</summary>
    public int Answered => _begun.Count(one => one.Result.IsCompleted);

    public IEnumerable<Task> Pending => _begun.Where(one => !one.Result.IsCompleted).Select(one => one.Result);

    /// <summary>What has been read; of an incomplete place it is only good for a yes.</summary>
    public RegistryResult<SignatureSet> SoFar =>
        SignatureUnion.Of([.. _begun.Where(one => one.Result.IsCompletedSuccessfully).Select(one => one.Result.Result)]);

    /// <summary>The one source that had signatures, when the others were read and had none; else null.</summary>
    public SignatureSource? OnlySource
    {
        get
        {
            SignatureSource[] filled =
            [
                .. _begun.Where(one => one.Result is { IsCompletedSuccessfully: true, Result: RegistryResult<SignatureSet>.Found { Value.Signatures.Count: > 0 } })
                    .Select(one => one.Source),
            ];
            return filled.Length == 1 ? filled[0] : null;
        }
    }

    /// <summary>Begins to read the first source.</summary>
    public void BeginFirst(CancellationToken cancellationToken) => Begin(1, cancellationToken);

    /// <summary>Begins to read what has not been begun.</summary>
    public void BeginAll(CancellationToken cancellationToken) => Begin(order.Count, cancellationToken);

    private void Begin(int count, CancellationToken cancellationToken)
    {
        while (_begun.Count < count)
        {
            SignatureSource source = order[_begun.Count];
            _begun.Add((source, registry.ReadSignaturesAsync(location, image, source, cancellationToken)));
        }
    }
}
