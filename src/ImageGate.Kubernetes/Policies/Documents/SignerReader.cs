using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads one of <c>signers</c>.</summary>
internal sealed class SignerReader(NodeReader reader, KeyReader keys)
{
    private const string WriteNotRequired = "write `transparencyLog: notRequired`";

    private static readonly Shape SignerShape = new(
        ["name", "key", "transparencyLog", "annotations", "repository"],
        new Dictionary<string, string>
        {
            ["keyless"] = "name a `key` instead",
            ["certificate"] = "name a `key` instead",
        });

    /// <summary>Reads a signer; what is null was reported.</summary>
    public (YamlNode? NameNode, string? Name, Signer? Signer) Read(YamlNode node)
    {
        if (reader.Mapping(node, SignerShape) is not { } fields)
        {
            return (null, null, null);
        }

        YamlNode? nameNode = fields.Require("name", "every signer needs a name, unique in its policy");
        string? name = nameNode is null ? null : ObjectName.Read(nameNode, reader);
        RepositoryName? repository = fields.Find("repository") is { } repositoryNode ? ReadRepository(repositoryNode) : null;
        IReadOnlyDictionary<string, string> annotations = fields.Find("annotations") is { } annotationsNode
            ? ReadAnnotations(annotationsNode)
            : new Dictionary<string, string>();
        IReadOnlyList<PublicKey>? found = ReadKey(fields);
        TransparencyLog log = fields.HasRefused ? TransparencyLog.Required : ReadLog(fields);
        Signer? signer = name is null || found is null ? null : new Signer(name, new SignerRequirement.AnyKey(found, log, annotations), repository);
        return (nameNode, name, signer);
    }

    private IReadOnlyList<PublicKey>? ReadKey(Fields fields)
    {
        if (fields.Find("key") is { } key)
        {
            return keys.Read(key);
        }

        if (!fields.HasRefused)
        {
            fields.Require("key", "write whose signature counts: `key: {pem: …}` or `key: {file: …}`");
        }

        return null;
    }

    /// <summary>The default of the language is that a log entry is demanded, and nothing could verify one yet: so it must be waived in writing.</summary>
    private TransparencyLog ReadLog(Fields fields)
    {
        if (fields.Find("transparencyLog") is not { } node)
        {
            reader.Errors.AddMissing(fields.Node, "transparencyLog", $"is missing, and the default `required` is not supported yet: {WriteNotRequired}");
            return TransparencyLog.Required;
        }

        TransparencyLog? log = reader.Choice(node, ("required", TransparencyLog.Required), ("notRequired", TransparencyLog.NotRequired));
        if (log == TransparencyLog.Required)
        {
            reader.Errors.Add(node, $"`required` is not supported yet: {WriteNotRequired}");
        }

        return log ?? TransparencyLog.Required;
    }

    private RepositoryName? ReadRepository(YamlNode node)
    {
        if (reader.Text(node, Core.Limits.MaxNameCharacters) is not { } text)
        {
            return null;
        }

        if (!RepositoryName.TryParse(text, out RepositoryName? repository))
        {
            reader.Errors.Add(node, "is not a repository: write [HOST/]PATH in lower case, without tag and digest");
        }

        return repository;
    }

    private Dictionary<string, string> ReadAnnotations(YamlNode node)
    {
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not YamlMapping mapping || mapping.Fields.Count > PolicyLimits.MaxEntries)
        {
            if (node is not YamlUnreadable)
            {
                reader.Errors.Add(node, node is YamlMapping ? $"has over {PolicyLimits.MaxEntries} annotations" : $"is {node.Description}: write a mapping of names and values");
            }

            return annotations;
        }

        foreach (YamlField field in mapping.Fields)
        {
            if (reader.AnyText(field.Value, PolicyLimits.MaxMessageCharacters) is { } value)
            {
                annotations.Add(field.Key.Text, value);
            }
        }

        return annotations;
    }
}
