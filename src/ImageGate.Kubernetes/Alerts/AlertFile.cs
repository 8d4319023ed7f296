using System.Diagnostics;
using ImageGate.Alerts;
using ImageGate.Kubernetes.Policies;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Alerts;

/// <summary>The file with the alerts' configuration, and the files that it names relative to its folder: a mounted Secret.</summary>
/// <remarks>The language is described in docs/alerts.md.</remarks>
public sealed class AlertFile
{
    private readonly string _path;

    /// <summary>Names the file.</summary>
    /// <param name="path">Its path; it need not exist yet.</param>
    public AlertFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <summary>What the file comes to now. One that is missing or unreadable is a rejection, not an exception.</summary>
    public AlertLoad Load()
    {
        switch (BoundedFile.Read(_path, PolicyLimits.MaxFileBytes))
        {
            case ReferencedFile.Found found:
                return Load(new PolicyFile(_path, found.Content), new DirectoryFiles(Path.GetDirectoryName(Path.GetFullPath(_path))!));
            case ReferencedFile.Unreadable unreadable:
                var error = new LoadError(_path, 0, 0, "", $"the file cannot be used: {unreadable.Reason}");
                return new AlertLoad.Rejected([error], ContentHash.Of(error.ToString()));
            default:
                throw new UnreachableException();
        }
    }

    private static AlertLoad Load(PolicyFile file, IReferencedFiles referenced)
    {
        var errors = new LoadErrors();
        var contents = new ReferencedContents(referenced);
        AlertConfig? config = null;
        IReadOnlyList<YamlNode> documents = PolicyDocuments.Read(file, errors);
        if (documents.Count == 1)
        {
            config = new AlertConfigReader(new NodeReader(errors), contents).Read(documents[0]);
        }
        else if (errors.IsEmpty)
        {
            errors.Add(new LoadError(file.Name, 0, 0, "", $"has {documents.Count} documents: write one, of kind `{AlertConfigReader.Kind}`"));
        }

        string hash = ContentHash.Of(file, contents.All);
        return errors.IsEmpty && config is not null ? new AlertLoad.Loaded(config, hash) : new AlertLoad.Rejected(errors.Sorted([file.Name]), hash);
    }
}
