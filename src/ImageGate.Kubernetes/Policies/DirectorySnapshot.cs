using System.Diagnostics;

namespace ImageGate.Kubernetes.Policies;

/// <summary>The policy files of a directory at one time.</summary>
internal sealed class DirectorySnapshot
{
    private const string DataLink = "..data";

    private static readonly string[] Extensions = [".yaml", ".yml"];

    private DirectorySnapshot(string root, IReadOnlyList<PolicyFile> files, LoadError? problem)
    {
        Root = root;
        Files = files;
        Problem = problem;
    }

    /// <summary>Where the files were read: the directory that <c>..data</c> pointed to, or the directory itself.</summary>
    public string Root { get; }

    /// <summary>The files by name.</summary>
    public IReadOnlyList<PolicyFile> Files { get; }

    /// <summary>Why they could not be read, or null.</summary>
    public LoadError? Problem { get; }

    /// <summary>Reads the directory.</summary>
    public static DirectorySnapshot Take(string directory)
    {
        string root = directory;
        var files = new List<PolicyFile>();
        LoadError? problem;
        try
        {
            root = Resolve(directory);
            problem = Read(directory, root, files);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            problem = new LoadError(directory, 0, 0, "", $"the directory cannot be read: {BoundedFile.Reason(failed)}");
        }

        return new DirectorySnapshot(root, files, problem);
    }

    /// <summary>Whether nothing changed: the same place, names and bytes.</summary>
    public bool IsSameAs(DirectorySnapshot other) =>
        Root == other.Root
        && Problem == other.Problem
        && Files.Count == other.Files.Count
        && Files.Zip(other.Files).All(pair => pair.First.Name == pair.Second.Name && pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span));

    private static string Resolve(string directory) =>
        new DirectoryInfo(Path.Combine(directory, DataLink)).LinkTarget is { } target
            ? Path.GetFullPath(target, Path.GetFullPath(directory))
            : Path.GetFullPath(directory);

    private static LoadError? Read(string directory, string root, List<PolicyFile> files)
    {
        if (Names(root) is not { } names)
        {
            return new LoadError(directory, 0, 0, "", $"there are over {PolicyLimits.MaxFiles} policy files, or over {PolicyLimits.MaxDirectoryEntries} files in all");
        }

        long bytes = 0;
        foreach (string name in names)
        {
            string shown = Path.Combine(directory, name);
            switch (BoundedFile.Read(Path.Combine(root, name), PolicyLimits.MaxFileBytes))
            {
                case ReferencedFile.Found found when (bytes += found.Content.Length) <= PolicyLimits.MaxTotalBytes:
                    files.Add(new PolicyFile(shown, found.Content));
                    break;
                case ReferencedFile.Found:
                    return new LoadError(directory, 0, 0, "", $"the policy files have over {PolicyLimits.MaxTotalBytes} bytes together");
                case ReferencedFile.Unreadable unreadable:
                    return new LoadError(shown, 0, 0, "", $"the file cannot be used: {unreadable.Reason}");
                default:
                    throw new UnreachableException();
            }
        }

        return null;
    }

    /// <summary>The names of the policy files in order, or null: there are too many.</summary>
    private static List<string>? Names(string root)
    {
        var names = new List<string>();
        int entries = 0;
        foreach (string path in Directory.EnumerateFileSystemEntries(root))
        {
            if (++entries > PolicyLimits.MaxDirectoryEntries || names.Count > PolicyLimits.MaxFiles)
            {
                return null;
            }

            if (IsPolicyFile(path))
            {
                names.Add(Path.GetFileName(path));
            }
        }

        names.Sort(StringComparer.Ordinal);
        return names.Count > PolicyLimits.MaxFiles ? null : names;
    }

    // `.YAML` as well: a policy that is left out because of its spelling is a check that is left out.
    private static bool IsPolicyFile(string path)
    {
        string name = Path.GetFileName(path);
        return !name.StartsWith("..", StringComparison.Ordinal)
            && Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)
            && !Directory.Exists(path);
    }
}
