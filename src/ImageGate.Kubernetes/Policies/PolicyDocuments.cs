using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Documents;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies;

/// <summary>Reads policy documents: all of them are right, or none is used and everything that is wrong is said at once.</summary>
/// <remarks>The language is described in docs/policy.md.</remarks>
public static class PolicyDocuments
{
    private const int RevisionDigits = 12;

    /// <summary>Loads the policies of all files as one set.</summary>
    /// <param name="source">What errors of no file call the whole: the directory.</param>
    /// <param name="files">The files; their order is the order of the policies.</param>
    /// <param name="referenced">Reads what policies name.</param>
    /// <param name="material">Knows the trusted roots that are not written in policies.</param>
    public static PolicyLoad Load(string source, IReadOnlyList<PolicyFile> files, IReferencedFiles referenced, ITrustMaterial material)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(referenced);
        ArgumentNullException.ThrowIfNull(material);
        var errors = new LoadErrors();
        var contents = new ReferencedContents(referenced);
        List<YamlNode> documents = ReadAll(source, files, errors);
        var asked = new AskedMaterial(material);
        var reader = new PolicySetReader(errors, contents, asked);
        Func<string, string, PolicySet> makeSet = reader.Read(documents);
        string hash = ContentHash.Of(files, contents.All, asked);
        return errors.IsEmpty
            ? new PolicyLoad.Loaded(makeSet(hash[..RevisionDigits], ContentHash.Of([], contents.All, asked)), reader.Followed, asked.Followed, hash)
            : new PolicyLoad.Rejected(errors.Sorted([.. files.Select(file => file.Name)]), hash);
    }

    private static List<YamlNode> ReadAll(string source, IReadOnlyList<PolicyFile> files, LoadErrors errors)
    {
        string? problem = files.Count > PolicyLimits.MaxFiles ? $"there are {files.Count} policy files: at most {PolicyLimits.MaxFiles} are allowed"
            : files.Sum(file => (long)file.Content.Length) > PolicyLimits.MaxTotalBytes ? $"the policy files have over {PolicyLimits.MaxTotalBytes} bytes together"
            : null;
        List<YamlNode> documents = problem is null ? [.. files.SelectMany(file => Read(file, errors))] : [];

        // No policy at all would deny everything, or nothing, and look as if somebody had wanted that.
        problem ??= errors.IsEmpty && !documents.Exists(SpeaksOfImages) ? "no policy was found: write a TrustPolicy, or a GateDefaults, in a file whose name ends with .yaml or .yml" : null;
        if (problem is not null)
        {
            errors.Add(new LoadError(source, 0, 0, "", problem));
        }

        return documents;
    }

    /// <summary>The documents of one file; what is wrong with its text is reported.</summary>
    internal static IReadOnlyList<YamlNode> Read(PolicyFile file, LoadErrors errors)
    {
        string? text = null;
        string? problem = file.Content.Length > PolicyLimits.MaxFileBytes ? $"the file has over {PolicyLimits.MaxFileBytes} bytes"
            : (text = YamlText.Decode(file.Content.Span)) is null ? "the file is not UTF-8 text"
            : null;
        if (problem is not null)
        {
            errors.Add(new LoadError(file.Name, 0, 0, "", problem));
        }

        return text is not null && YamlText.Check(file.Name, text, errors) ? YamlDocuments.Read(file.Name, text, errors) : [];
    }

    // A document of an unknown kind counts: that it is unknown is the error to report.
    private static bool SpeaksOfImages(YamlNode document) =>
        document is not YamlMapping mapping || mapping.Find("kind")?.Value is not YamlScalar { Text: nameof(DocumentKind.RegistryAccess) or nameof(DocumentKind.TrustRoot) };
}
