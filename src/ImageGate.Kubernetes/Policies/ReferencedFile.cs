namespace ImageGate.Kubernetes.Policies;

/// <summary>What became of reading a file that a policy names.</summary>
public abstract record ReferencedFile
{
    private ReferencedFile()
    {
    }

    /// <summary>The file was read.</summary>
    /// <param name="Content">All its bytes, at most 1 MiB.</param>
    public sealed record Found(ReadOnlyMemory<byte> Content) : ReferencedFile;

    /// <summary>The file was not read.</summary>
    /// <param name="Reason">For people, to follow on "the file cannot be used: "; never something of the content.</param>
    public sealed record Unreadable(string Reason) : ReferencedFile;
}
