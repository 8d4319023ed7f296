using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads the content of a <c>TrustRoot</c>.</summary>
internal sealed class TrustRootReader(NodeReader reader, ReferencedContents contents, TufReader tuf)
{
    private static readonly Shape SpecShape = new("trustedRoot", "file", "tuf", "insecureSkip");

    private enum Skip
    {
        CertificateTimestamps,
        Log,
        Timestamp,
    }

    /// <summary>Reads it; null when something is wrong, which is reported.</summary>
    /// <param name="spec">The content.</param>
    /// <param name="name">The name of the document.</param>
    public NamedTrustRoot? Read(YamlNode spec, string name)
    {
        if (reader.Mapping(spec, SpecShape) is not { } fields)
        {
            return null;
        }

        string[] sources = fields.Present("trustedRoot", "file", "tuf");
        if (sources.Length != 1)
        {
            reader.Errors.Add(fields.Node, sources.Length == 0
                ? "has no trusted root: write exactly one of `trustedRoot`, `file` and `tuf`"
                : $"has {Wording.And(sources)}: write exactly one of them");
        }

        TrustRequirements? demands = fields.Find("insecureSkip") is { } skip ? ReadSkips(skip) : TrustRequirements.Default;
        TrustedRoot? inline = fields.Find("trustedRoot") is { } trustedRoot ? Parse(trustedRoot, reader.Json(trustedRoot, Sigstore.Limits.MaxTrustedRootBytes), "") : null;
        TrustedRoot? fromFile = fields.Find("file") is { } file ? Parse(file, contents.Read(file, reader), "the file: ") : null;
        FollowedTrustRoot? followed = fields.Find("tuf") is { } repository ? tuf.Read(repository, name) : null;
        return demands is null || sources.Length != 1 ? null
            : followed is not null ? new NamedTrustRoot.Followed(followed, demands)
            : (inline ?? fromFile) is { } root ? Check(fields.Find(sources[0])!, new UsableTrustRoot(root, demands))
            : null;
    }

    /// <summary>
    /// A root with logs or time-stamping authorities alone is for signers with keys or certificates. Any other must be good for keyless signers: a list that is empty by
    /// mistake would otherwise show at the first Pod.
    /// </summary>
    private NamedTrustRoot.Written? Check(YamlNode node, UsableTrustRoot root)
    {
        bool isForKeysOnly = root.Root.CertificateAuthorities.Count == 0 && (root.HasLog || root.HasTimestampAuthority);
        if (!isForKeysOnly && root.KeylessProblem is { } problem)
        {
            reader.Errors.Add(node, $"no signature could ever be right under it: {problem}");
            return null;
        }

        return new NamedTrustRoot.Written(root);
    }

    private TrustRequirements? ReadSkips(YamlNode node)
    {
        var skips = new List<Skip>();
        foreach (YamlNode item in reader.Items(node, "remove `insecureSkip`") ?? [])
        {
            if (reader.Choice(item, ("sct", Skip.CertificateTimestamps), ("log", Skip.Log), ("timestamp", Skip.Timestamp)) is not { } skip)
            {
                return null;
            }

            if (skips.Contains(skip))
            {
                reader.Errors.Add(item, "is there twice: remove one");
                return null;
            }

            skips.Add(skip);
        }

        if (skips.Contains(Skip.Log) && skips.Contains(Skip.Timestamp))
        {
            reader.Errors.Add(node, "has `log` and `timestamp`: nobody would say when a signature was made, and a certificate would be good for ever; remove one");
            return null;
        }

        // `timestamp` changes nothing here: a stamp is demanded only where there is no log that says the time.
        TrustRequirements demands = skips.Contains(Skip.Log) ? TrustRequirements.Default.InsecureSkipLog() : TrustRequirements.Default;
        return skips.Contains(Skip.CertificateTimestamps) ? demands.InsecureSkipCertificateTimestamps() : demands;
    }

    private TrustedRoot? Parse(YamlNode node, ReadOnlyMemory<byte>? json, string prefix)
    {
        if (json is not { } bytes)
        {
            return null;
        }

        if (!TrustedRoot.TryParse(bytes, out TrustedRoot? root, out string? error))
        {
            reader.Errors.Add(node, prefix + error.ReplaceLineEndings(" "));
        }

        return root;
    }
}
