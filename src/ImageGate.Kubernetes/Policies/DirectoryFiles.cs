namespace ImageGate.Kubernetes.Policies;

/// <summary>The files that policies name, relative to the directory that the policies were read from.</summary>
internal sealed class DirectoryFiles(string root) : IReferencedFiles
{
    /// <inheritdoc/>
    public ReferencedFile Read(string path) =>
        Path.IsPathRooted(path) ? BoundedFile.Read(path, PolicyLimits.MaxReferencedBytes)

        // In a mounted ConfigMap the root is a directory below the one that people see, so `..` would lead elsewhere.
        : path.Split('/').Contains("..") ? new ReferencedFile.Unreadable("`..` is not allowed in a path: write an absolute path")
        : BoundedFile.Read(Path.Combine(root, path), PolicyLimits.MaxReferencedBytes);
}
