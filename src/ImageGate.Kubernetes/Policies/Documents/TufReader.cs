using System.Text.RegularExpressions;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore.Tuf;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads <c>tuf</c> of a <c>TrustRoot</c>: where its trusted root is fetched, and what that is believed from.</summary>
internal sealed partial class TufReader(NodeReader reader, ReferencedContents contents)
{
    private static readonly Shape TufShape = new("mirror", "root", "rootFile", "targets", "maxAge", "caBundle", "insecureHttp");

    /// <summary>Reads it; null when something is wrong, which is reported.</summary>
    /// <param name="node">The value.</param>
    /// <param name="name">The name of the document: that of the built-in root needs no mirror and no root of its own.</param>
    public FollowedTrustRoot? Read(YamlNode node, string name)
    {
        if (reader.Mapping(node, TufShape) is not { } fields)
        {
            return null;
        }

        TufSeed? builtIn = name == TrustRoots.Default ? PublicGood.Seed : null;
        bool? isPlain = fields.Find("insecureHttp") is { } flag ? reader.Flag(flag) : false;
        Uri? mirror = ReadMirror(fields, builtIn, isPlain == true);
        (string? bundle, bool bundleIsRight) = fields.Find("caBundle") is { } pem ? ReadCaBundle(pem, isPlain == true) : (null, true);
        string? target = fields.Find("targets") is { } targets ? ReadTarget(targets) : TufSeed.TrustedRootName;
        (TimeSpan? maxAge, bool ageIsRight) = fields.Find("maxAge") is { } age && Duration.Read(age, reader) is var read ? (read, read is not null) : (null, true);
        (ReadOnlyMemory<byte>? root, bool isBuiltIn) = ReadRoot(fields, builtIn);
        if (mirror is null || isPlain is null || !bundleIsRight || target is null || !ageIsRight || root is not { } bytes)
        {
            return null;
        }

        ReadOnlyMemory<byte>? trustedRoot = isBuiltIn && target == TufSeed.TrustedRootName ? builtIn!.TrustedRoot : null;
        return new FollowedTrustRoot(name, new TufSeed(mirror, bytes, trustedRoot, target, bundle), maxAge);
    }

    private Uri? ReadMirror(Fields fields, TufSeed? builtIn, bool isPlain)
    {
        YamlNode? node = fields.Find("mirror") ?? (builtIn is null ? fields.Require("mirror", "write the repository's address: `https://tuf.acme.io`") : null);
        if (node is null)
        {
            if (builtIn is not null && isPlain)
            {
                reader.Errors.Add(fields.Find("insecureHttp")!, "is for a `mirror` that is written here: remove it");
            }

            return builtIn?.Mirror;
        }

        if (reader.Text(node, PolicyLimits.MaxUrlCharacters) is not { } text)
        {
            return null;
        }

        // The text is not repeated: people write user names and passwords there.
        bool isUrl = Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? mirror);
        string? problem = !isUrl || mirror!.Scheme is not ("https" or "http") || mirror.Host.Length == 0 || text.AsSpan().ContainsAny("\\ ") ? "is not an address: write `https://HOST[:PORT][/PATH]`"
            : text.AsSpan().ContainsAny("@?#") ? "has a user name, a query or a fragment: write `https://HOST[:PORT][/PATH]` alone"
            : mirror.Scheme == "http" && !isPlain ? "is not encrypted, so others see what is asked for: write `https://`, or `insecureHttp: true` beside it"
            : mirror.Scheme == "https" && isPlain ? "is encrypted: remove `insecureHttp`"
            : null;
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return problem is null ? mirror : null;
    }

    private (string? Bundle, bool IsRight) ReadCaBundle(YamlNode node, bool isPlain)
    {
        if (reader.Block(node, PolicyLimits.MaxPemCharacters) is not { } pem)
        {
            return (null, false);
        }

        string? problem = CaBundle.Check(pem) ?? (isPlain ? "plain HTTP has no certificates to check: remove `caBundle` or `insecureHttp`" : null);
        if (problem is not null)
        {
            reader.Errors.Add(node, problem);
        }

        return (pem, problem is null);
    }

    private string? ReadTarget(YamlNode node)
    {
        if (reader.Text(node, PolicyLimits.MaxNameCharacters) is not { } text)
        {
            return null;
        }

        if (!TargetName().IsMatch(text))
        {
            reader.Errors.Add(node, $"is not the name of a trusted root among the repository's targets: write it as the repository lists it, such as `{TufSeed.TrustedRootName}`");
            return null;
        }

        return text;
    }

    private (ReadOnlyMemory<byte>? Root, bool IsBuiltIn) ReadRoot(Fields fields, TufSeed? builtIn)
    {
        string[] sources = fields.Present("root", "rootFile");
        if (sources.Length == 0 && builtIn is not null)
        {
            return (builtIn.Root, true);
        }

        if (sources.Length != 1)
        {
            reader.Errors.Add(fields.Node, sources.Length == 0
                ? "has no root to believe the repository from: write its root.json as `root`, or a file that holds it as `rootFile`"
                : $"has {Wording.And(sources)}: write exactly one of them");
        }

        ReadOnlyMemory<byte>? inline = fields.Find("root") is { } root ? Check(root, reader.Json(root, Sigstore.Limits.MaxTufRootBytes), "") : null;
        ReadOnlyMemory<byte>? fromFile = fields.Find("rootFile") is { } file ? Check(file, contents.Read(file, reader), "the file: ") : null;
        return (sources.Length == 1 ? inline ?? fromFile : null, false);
    }

    private ReadOnlyMemory<byte>? Check(YamlNode node, ReadOnlyMemory<byte>? json, string prefix)
    {
        if (json is not { } bytes)
        {
            return null;
        }

        if (!TufRoot.TryRead(bytes, out _, out string? error))
        {
            reader.Errors.Add(node, $"{prefix}{error.ReplaceLineEndings(" ")}");
            return null;
        }

        return bytes;
    }

    // The last part ends with .json: in other tools a field of this name is the folder of the targets.
    [GeneratedRegex(@"\A(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*\.json\z")]
    private static partial Regex TargetName();
}
