using System.Text;
using ImageGate.Kubernetes.Policies;

namespace ImageGate.Kubernetes.Tests.Policies;

/// <summary>The files that policies name, by path.</summary>
internal sealed class FilesInMemory : Dictionary<string, string>, IReferencedFiles
{
    public List<string> Asked { get; } = [];

    public ReferencedFile Read(string path)
    {
        Asked.Add(path);
        return TryGetValue(path, out string? text)
            ? new ReferencedFile.Found(Encoding.UTF8.GetBytes(text))
            : new ReferencedFile.Unreadable("it does not exist");
    }
}
