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
    private readonly Func<string, DirectorySnapshot> _take;

    /// <summary>Names the directory.</summary>
    /// <param name="path">Its path; it need not exist yet.</param>
    public PolicyDirectory(string path)
        : this(path, DirectorySnapshot.Take)
    {
    }

    internal PolicyDirectory(string path, Func<string, DirectorySnapshot> take)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
        _take = take;
    }

    /// <summary>
    /// Reads everything anew. A missing or unreadable directory or file is a rejection, not an exception. To find out
    /// whether something changed, compare <see cref="PolicyLoad.ContentHash"/>.
    /// </summary>
    public PolicyLoad Load()
    {
        DirectorySnapshot before = _take(_path);
        for (int reading = 1; reading <= PolicyLimits.MaxDirectoryReadings; reading++)
        {
            PolicyLoad load = before.Problem is { } problem ? Reject(problem) : PolicyDocuments.Load(_path, before.Files, new DirectoryFiles(before.Root));

            // The same files in the same place before and after: then nothing was replaced or removed in between.
            DirectorySnapshot after = _take(_path);
            if (after.IsSameAs(before))
            {
                return load;
            }

            before = after;
        }

        return Reject(new LoadError(_path, 0, 0, "", "the directory changes while it is read"));
    }

    private static PolicyLoad.Rejected Reject(LoadError error) => new([error], ContentHash.Of(error.ToString()));
}
