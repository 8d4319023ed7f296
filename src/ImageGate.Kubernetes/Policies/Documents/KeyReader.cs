using System.Diagnostics;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Keys.Kms;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>key</c> of a signer.</summary>
internal sealed class KeyReader(NodeReader reader, ReferencedContents contents, AskedMaterial material)
{
    private const string Sources = "`pem`, `file`, `secret` and `kms`";

    private static readonly Shape KeyShape = new("pem", "file", "secret", "kms", "maxKeyAge", "hash", "notBefore", "notAfter");

    /// <summary>Reads the keys and when they are good; null when something is wrong, which is reported.</summary>
    public FoundKeys? Read(YamlNode node)
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
                ? $"has no key: write exactly one of {Sources}"
                : $"has {Wording.And(sources)}: write exactly one of {Sources}");
        }

        IReadOnlyList<PublicKey>? inline = fields.Find("pem") is { } pem ? ReadPem(pem, hash ?? KeyHash.Default) : null;
        IReadOnlyList<PublicKey>? fromFile = fields.Find("file") is { } file ? ReadFile(file, hash ?? KeyHash.Default) : null;
        KeyReference? elsewhere = fields.Find("secret") is { } secret ? SecretReference.Read(secret, reader)
            : fields.Find("kms") is { } kms ? ReadKms(kms)
            : null;
        (TimeSpan? maxAge, bool isMaxAge) = ReadMaxAge(fields);
        (ValidityWindow? window, bool isWindow) = ReadWindow(fields);
        return sources.Length != 1 || hash is null || !isWindow || !isMaxAge ? null
            : (inline ?? fromFile) is { } keys ? new FoundKeys.Ready(keys, window)
            : elsewhere is not null ? Find(fields.Node, new FollowedKey(elsewhere, maxAge), hash.Value, window)
            : null;
    }

    // What is wrong there is no error of the policies: they would drop out, or not load after a restart, by another's hand.
    private FoundKeys? Find(YamlNode node, FollowedKey key, KeyHash hash, ValidityWindow? window)
    {
        string name = $"the key {key.Reference}";
        KeyMaterial known = material.Find(key);
        if (material.Followed.Count > PolicyLimits.MaxFollowedKeys)
        {
            reader.Errors.Add(node, $"policies name more than {PolicyLimits.MaxFollowedKeys} keys that are kept elsewhere");
            return null;
        }

        return known switch
        {
            KeyMaterial.Missing missing => new FoundKeys.Missing($"{name} cannot be had now: {missing.Reason}", window),
            KeyMaterial.Found { Hash: { } said } when hash != KeyHash.Default && hash != said =>
                new FoundKeys.Missing($"{name} cannot be used: it signs with {Name(said)}, and `hash` says {Name(hash)}", window),
            KeyMaterial.Found found => PublicKeyPem.TryParse(found.Pem, found.Hash ?? hash, out IReadOnlyList<PublicKey>? keys, out string? error)
                ? new FoundKeys.Ready(keys, window)
                : new FoundKeys.Missing($"{name} cannot be used: {error}", window),
            _ => throw new UnreachableException(),
        };
    }

    private static string Name(KeyHash hash) => hash.ToString().ToLowerInvariant();

    private KeyReference.Kms? ReadKms(YamlNode node)
    {
        if (reader.Text(node, Sigstore.Limits.MaxKmsUriCharacters) is not { } uri)
        {
            return null;
        }

        if (!KmsKey.TryParse(uri, out KmsKey? key, out string? error))
        {
            reader.Errors.Add(node, error);
        }

        return key is null ? null : new KeyReference.Kms(key);
    }

    private (TimeSpan? MaxAge, bool IsRight) ReadMaxAge(Fields fields)
    {
        if (fields.Find("maxKeyAge") is not { } node)
        {
            return (null, true);
        }

        if (fields.Find("kms") is null)
        {
            reader.Errors.Add(node, "is for `kms` only: leave it out");
            return (null, false);
        }

        TimeSpan? maxAge = Duration.Read(node, reader);
        return (maxAge, maxAge is not null);
    }

    private (ValidityWindow? Window, bool IsRight) ReadWindow(Fields fields)
    {
        (YamlNode? startNode, YamlNode? endNode) = (fields.Find("notBefore"), fields.Find("notAfter"));
        DateTimeOffset? start = startNode is null ? null : Moment.Read(startNode, reader);
        DateTimeOffset? end = endNode is null ? null : Moment.Read(endNode, reader);
        if (start > end)
        {
            reader.Errors.Add(endNode!, "is before `notBefore`: the key would never be good");
            return (null, false);
        }

        bool isRight = (startNode is null || start is not null) && (endNode is null || end is not null);
        return (start is null && end is null ? null : new ValidityWindow(start, end), isRight);
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
