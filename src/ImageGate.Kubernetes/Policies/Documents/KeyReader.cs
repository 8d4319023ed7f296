using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>key</c> of a signer.</summary>
internal sealed class KeyReader(NodeReader reader, ReferencedContents contents)
{
    private const string Instead = "write `pem` or `file`";
    private const string NoTime = "remove it; nothing would bound the key's time";

    private static readonly Shape KeyShape = new(
        ["pem", "file", "hash"],
        new Dictionary<string, string>
        {
            ["secret"] = Instead,
            ["kms"] = Instead,
            ["notBefore"] = NoTime,
            ["notAfter"] = NoTime,
        });

    /// <summary>Reads the keys, at least one; null when something is wrong, which is reported.</summary>
    public IReadOnlyList<PublicKey>? Read(YamlNode node)
    {
        if (reader.Mapping(node, KeyShape) is not { } fields)
        {
            return null;
        }

        KeyHash? hash = fields.Find("hash") is { } hashNode
            ? reader.Choice(hashNode, ("sha256", KeyHash.Sha256), ("sha384", KeyHash.Sha384), ("sha512", KeyHash.Sha512))
            : KeyHash.Default;
        string[] sources = fields.Present("pem", "file", "secret", "kms");
        if (sources.Length != 1)
        {
            reader.Errors.Add(node, sources.Length == 0
                ? "has no key: write exactly one of `pem` and `file`"
                : $"has {Wording.And(sources)}: write exactly one of `pem` and `file`");
        }

        IReadOnlyList<PublicKey>? inline = fields.Find("pem") is { } pem ? ReadPem(pem, hash ?? KeyHash.Default) : null;
        IReadOnlyList<PublicKey>? fromFile = fields.Find("file") is { } file ? ReadFile(file, hash ?? KeyHash.Default) : null;
        return sources.Length == 1 && hash is not null ? inline ?? fromFile : null;
    }

    private IReadOnlyList<PublicKey>? ReadPem(YamlNode node, KeyHash hash) =>
        reader.Block(node, Sigstore.Limits.MaxPemCharacters) is { } pem ? Parse(node, pem, hash, "") : null;

    private IReadOnlyList<PublicKey>? ReadFile(YamlNode node, KeyHash hash)
    {
        if (contents.Read(node, reader) is not { } bytes)
        {
            return null;
        }

        if (YamlText.Decode(bytes.Span) is not { } pem)
        {
            reader.Errors.Add(node, "the file is not PEM text");
            return null;
        }

        return Parse(node, pem, hash, "the file: ");
    }

    private IReadOnlyList<PublicKey>? Parse(YamlNode node, string pem, KeyHash hash, string prefix)
    {
        if (!PublicKeyPem.TryParse(pem, hash, out IReadOnlyList<PublicKey>? keys, out string? error))
        {
            reader.Errors.Add(node, prefix + error);
        }

        return keys;
    }
}
