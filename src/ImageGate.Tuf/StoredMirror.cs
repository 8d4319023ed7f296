using System.Globalization;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Tuf;

/// <summary>Files from the disk, as a mirror would serve them, and believed no more than a mirror is.</summary>
internal sealed class StoredMirror : ITufMirror
{
    private const string RootSuffix = ".root.json";

    private readonly StoredRepository _stored;
    private readonly long _seedVersion;
    private readonly int _roots;
    private readonly bool _hasMetadata;

    /// <param name="seed">Where the roots begin.</param>
    /// <param name="stored">The files.</param>
    /// <param name="roots">How many of the roots to serve.</param>
    public StoredMirror(TufSeed seed, StoredRepository stored, int roots)
        : this(stored, TufRoot.TryRead(seed.Root, out TufRoot? root, out _) ? root.Version : 0, roots, hasMetadata: true)
    {
    }

    private StoredMirror(StoredRepository stored, long seedVersion, int roots, bool hasMetadata)
    {
        _stored = stored;
        _seedVersion = seedVersion;
        _roots = roots;
        _hasMetadata = hasMetadata;
    }

    /// <summary>All roots, and nothing else.</summary>
    public StoredMirror WithRootsAlone() => new(_stored, _seedVersion, _stored.Roots.Count, hasMetadata: false);

    /// <inheritdoc/>
    public Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken) =>
        Task.FromResult<TufDownload>(
            Find(path) is not { } bytes ? new TufDownload.NotFound()
            : bytes.Length > maxBytes ? new TufDownload.TooLong()
            : new TufDownload.Found(bytes));

    private byte[]? Find(string path) =>
        path.EndsWith(RootSuffix, StringComparison.Ordinal) ? FindRoot(path[..^RootSuffix.Length])
        : !_hasMetadata ? null
        : path == "timestamp.json" ? _stored.Good.Timestamp
        : path.StartsWith("targets/", StringComparison.Ordinal) ? _stored.TrustedRoot
        : path.EndsWith("snapshot.json", StringComparison.Ordinal) ? _stored.Good.Snapshot
        : path.EndsWith("targets.json", StringComparison.Ordinal) ? _stored.Good.Targets
        : null;

    private byte[]? FindRoot(string version)
    {
        long index = long.Parse(version, CultureInfo.InvariantCulture) - _seedVersion - 1;
        return index >= 0 && index < _roots && index < _stored.Roots.Count ? _stored.Roots[(int)index] : null;
    }
}
