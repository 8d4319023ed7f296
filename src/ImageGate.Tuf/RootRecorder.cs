using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>Passes on what a mirror answers, and remembers the roots: they are the way from the seed to today.</summary>
internal sealed class RootRecorder(ITufMirror mirror) : ITufMirror
{
    private readonly List<ReadOnlyMemory<byte>> _roots = [];

    /// <inheritdoc/>
    public async Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        TufDownload download = await mirror.FetchAsync(path, maxBytes, cancellationToken);
        if (download is TufDownload.Found found && path.EndsWith(".root.json", StringComparison.Ordinal))
        {
            _roots.Add(found.Bytes);
        }

        return download;
    }

    /// <summary>The roots that led to <paramref name="newest"/>, which is the last of them. What was refused comes after it.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> UpTo(ReadOnlyMemory<byte> newest) =>
        _roots.Take(1 + _roots.FindLastIndex(root => root.Span.SequenceEqual(newest.Span)));
}
