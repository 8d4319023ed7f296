namespace ImageGate.Kubernetes.Policies;

/// <summary>
/// The directory that the policies' ConfigMap is mounted at: the files <c>*.yaml</c> and <c>*.yml</c> of its top level. Also
/// reads a plain directory. A load is never half of one version and half of the next.
/// </summary>
/// <remarks>
/// Source: Kubernetes, pkg/volume/util/atomic_writer.go: the files are links into <c>..data</c>, itself a link that is
/// replaced at once when the ConfigMap changes; the old version is removed afterwards.
/// </remarks>
public sealed class PolicyDirectory
{
    private readonly string _path;
    private readonly ITrustMaterial _material;
    private readonly Func<string, DirectorySnapshot> _take;

    private Reading? _last;

    /// <summary>Names the directory.</summary>
    /// <param name="path">Its path; it need not exist yet.</param>
    /// <param name="material">Knows the trusted roots that are not written in policies.</param>
    public PolicyDirectory(string path, ITrustMaterial material)
        : this(path, material, DirectorySnapshot.Take)
    {
    }

    internal PolicyDirectory(string path, ITrustMaterial material, Func<string, DirectorySnapshot> take)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(material);
        _path = path;
        _material = material;
        _take = take;
    }

    /// <summary>
    /// What the directory comes to now. Cheap when nothing changed: then it is the very result of the last time, and nothing
    /// is parsed. A missing or unreadable directory or file is a rejection, not an exception. Not for several threads at once.
    /// </summary>
    public PolicyLoad Load()
    {
        DirectorySnapshot before = _take(_path);
        if (_last is { } last && last.IsStill(before))
        {
            return last.Load;
        }

        // A directory that would not rest is read again next time, also when it rests by then as it was seen last.
        _last = Read(before);
        return _last?.Load ?? Reading.Reject(new LoadError(_path, 0, 0, "", "the directory changes while it is read"));
    }

    /// <summary>A reading of one version, or null: it changes all the time.</summary>
    private Reading? Read(DirectorySnapshot before)
    {
        for (int reading = 1; reading <= PolicyLimits.MaxDirectoryReadings; reading++)
        {
            Reading read = Reading.Take(_path, before, _material);

            // The same files in the same place before and after: then nothing was replaced or removed in between.
            DirectorySnapshot after = _take(_path);
            if (after.IsSameAs(before))
            {
                return read;
            }

            before = after;
        }

        return null;
    }
}
