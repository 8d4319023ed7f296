using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>keyless</c> of a signer.</summary>
internal sealed class KeylessReader(NodeReader reader, TrustRoots roots)
{
    /// <summary>A text that nobody's issuer and nobody's subject has something in common with.</summary>
    private const string Nobody = "x-nobody-x";

    private static readonly Shape KeylessShape = new("issuer", "issuerRegex", "subject", "subjectRegex", "extensions", "trustRoot");

    /// <summary>Reads the demand; null when something is wrong, which is reported.</summary>
    public SignerTrust? Read(YamlNode node, IReadOnlyDictionary<string, string> annotations)
    {
        if (reader.Mapping(node, KeylessShape) is not { } fields)
        {
            return null;
        }

        IdentityPattern? issuer = ReadPattern(fields, "issuer", "issuerRegex", "who vouches for the signer: `https://token.actions.githubusercontent.com`");
        IdentityPattern? subject = ReadPattern(fields, "subject", "subjectRegex", "who signs: a workflow's URL, a mail address");
        IReadOnlyDictionary<string, string>? extensions = fields.Find("extensions") is { } extensionsNode
            ? ReadExtensions(extensionsNode)
            : new Dictionary<string, string>();
        FoundTrustRoot? root = roots.Find(fields, _ => null, found => found.KeylessProblem);
        return issuer is null || subject is null || extensions is null
            ? null
            : root?.Bind(usable => new SignerRequirement.Keyless(new IdentityPolicy(issuer, subject, extensions), usable.Root, usable.Demands, annotations));
    }

    private IdentityPattern? ReadPattern(Fields fields, string name, string regexName, string what)
    {
        string[] present = fields.Present(name, regexName);
        if (present.Length == 0)
        {
            fields.Require(name, $"write {what}, or a regular expression as `{regexName}`");
            return null;
        }

        if (present.Length == 2)
        {
            reader.Errors.Add(fields.Node, $"has {Wording.And(present)}: write exactly one of them");
            return null;
        }

        YamlNode node = fields.Find(present[0])!;
        return reader.Text(node, Sigstore.Limits.MaxIdentityCharacters) is { } text ? Parse(node, text, isRegex: present[0] == regexName) : null;
    }

    private IdentityPattern? Parse(YamlNode node, string text, bool isRegex)
    {
        bool isPattern = isRegex
            ? IdentityPattern.TryParseRegex(text, out IdentityPattern? pattern, out string? error)
            : IdentityPattern.TryParse(text, out pattern, out error);
        if (!isPattern)
        {
            reader.Errors.Add(node, error!.ReplaceLineEndings(" "));
            return null;
        }

        // Everybody who gets a certificate at all would be this signer.
        if (text != Nobody && pattern!.Matches(Nobody))
        {
            reader.Errors.Add(node, "matches everybody: write at least a part of who is meant");
            return null;
        }

        return pattern;
    }

    private Dictionary<string, string>? ReadExtensions(YamlNode node)
    {
        if (node is not YamlMapping mapping)
        {
            if (node is not YamlUnreadable)
            {
                reader.Errors.Add(node, $"is {node.Description}: write a mapping of names and values");
            }

            return null;
        }

        var extensions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (YamlField field in mapping.Fields)
        {
            string name = field.Key.Text;
            if (!FulcioExtensions.Names.Contains(name))
            {
                reader.Errors.Add(field.Key, Unknown(name));
            }
            else if (reader.Text(field.Value, Sigstore.Limits.MaxIdentityCharacters) is { } value)
            {
                extensions.Add(name, value);
            }
        }

        return extensions.Count == mapping.Fields.Count ? extensions : null;
    }

    private static string Unknown(string name)
    {
        string meant = Suggestion.For(name, FulcioExtensions.Names) is { } near ? $"did you mean {Wording.Quote(near)}? " : "";
        return $"unknown extension: {meant}The extensions are {Wording.And(FulcioExtensions.Names.Order(StringComparer.Ordinal))}";
    }
}
