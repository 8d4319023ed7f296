using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>
/// The files that policies name, each read once: two policies that name one file see one content, and the content hash
/// covers what was seen.
/// </summary>
internal sealed class ReferencedContents(IReferencedFiles files)
{
    private readonly Dictionary<string, ReferencedFile> _read = new(StringComparer.Ordinal);
    private readonly List<ReferencedFile> _inOrder = [];

    /// <summary>What was read, in the order of reading.</summary>
    public IReadOnlyList<ReferencedFile> All => _inOrder;

    /// <summary>Reads the file that a value names; null when that cannot be, which is reported.</summary>
    public ReadOnlyMemory<byte>? Read(YamlNode node, NodeReader reader)
    {
        if (reader.Text(node, PolicyLimits.MaxPathCharacters) is not { } path)
        {
            return null;
        }

        string? problem = null;
        ReadOnlyMemory<byte>? content = null;
        switch (Read(path))
        {
            case ReferencedFile.Found { Content.Length: > PolicyLimits.MaxReferencedBytes }:
                problem = $"it is over {PolicyLimits.MaxReferencedBytes} bytes";
                break;
            case ReferencedFile.Found found:
                content = found.Content;
                break;
            case ReferencedFile.Unreadable unreadable:
                problem = unreadable.Reason;
                break;
            case null:
                problem = $"policies name more than {PolicyLimits.MaxReferencedFiles} files";
                break;
        }

        if (problem is not null)
        {
            reader.Errors.Add(node, $"the file cannot be used: {problem}");
        }

        return content;
    }

    private ReferencedFile? Read(string path)
    {
        if (!_read.TryGetValue(path, out ReferencedFile? file) && _read.Count < PolicyLimits.MaxReferencedFiles)
        {
            file = files.Read(path);
            _read.Add(path, file);
            _inOrder.Add(file);
        }

        return file;
    }
}
