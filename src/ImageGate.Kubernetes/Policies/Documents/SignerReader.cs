using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Kubernetes.Policies.Yaml;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads one of <c>signers</c>.</summary>
internal sealed class SignerReader(NodeReader reader, KeySignerReader keys, KeylessReader keyless, CertificateSignerReader certificates)
{
    private static readonly Shape SignerShape = new("name", "key", "keyless", "certificate", "transparencyLog", "trustRoot", "annotations", "repository");

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
        IReadOnlyDictionary<string, string> annotations = AnnotationsReader.Read(fields.Find("annotations"), reader);
        SignerTrust? trust = ReadTrust(fields, annotations);
        return (nameNode, name, name is null || trust is null ? null : new Signer(name, trust, repository));
    }

    private SignerTrust? ReadTrust(Fields fields, IReadOnlyDictionary<string, string> annotations)
    {
        string[] kinds = fields.Present("key", "keyless", "certificate");
        if (kinds.Length == 0)
        {
            fields.Require("key", "write whose signature counts: `key: {pem: …}`, `key: {file: …}`, `keyless: {issuer: …, subject: …}` or `certificate: {chain: …, subject: …}`");
            return null;
        }

        if (kinds.Length > 1)
        {
            reader.Errors.Add(fields.Node, $"has {Wording.And(kinds)}: write exactly one of them, or {(kinds.Length == 2 ? "two" : "three")} signers");
            return null;
        }

        YamlNode node = fields.Find(kinds[0])!;
        return kinds[0] switch
        {
            "key" => keys.Read(fields, node, annotations),
            "keyless" => ReadKeyless(fields, node, annotations),
            _ => certificates.Read(fields, node, annotations),
        };
    }

    private SignerTrust? ReadKeyless(Fields fields, YamlNode node, IReadOnlyDictionary<string, string> annotations)
    {
        if (fields.Find("transparencyLog") is { } log)
        {
            reader.Errors.Add(log, "is not for a keyless signer: it needs a log unless its TrustRoot has none (`insecureSkip: [log]` there); remove the field");
        }

        if (fields.Find("trustRoot") is { } root)
        {
            reader.Errors.Add(root, "is for a signer with a `key`: write it inside of `keyless`");
        }

        return keyless.Read(node, annotations);
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
}
