using System.Text;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads the content of a <c>TrustRoot</c>.</summary>
internal sealed class TrustRootReader(NodeReader reader, ReferencedContents contents)
{
    private const string Instead = "write `trustedRoot` or `file`";

    private static readonly Shape SpecShape = new(
        ["trustedRoot", "file", "insecureSkip"],
        new Dictionary<string, string> { ["tuf"] = $"fetch the trusted root yourself and {Instead}" });

    private enum Skip
    {
        CertificateTimestamps,
        Log,
        Timestamp,
    }

    /// <summary>Reads it; null when something is wrong, which is reported.</summary>
    public UsableTrustRoot? Read(YamlNode spec)
    {
        if (reader.Mapping(spec, SpecShape) is not { } fields)
        {
            return null;
        }

        string[] sources = fields.Present("trustedRoot", "file");
        if (sources.Length != 1 && !fields.HasRefused)
        {
            reader.Errors.Add(fields.Node, sources.Length == 0
                ? "has no trusted root: write exactly one of `trustedRoot` and `file`"
                : $"has {Wording.And(sources)}: write exactly one of them");
        }

        TrustRequirements? demands = fields.Find("insecureSkip") is { } skip ? ReadSkips(skip) : TrustRequirements.Default;
        TrustedRoot? inline = fields.Find("trustedRoot") is { } trustedRoot ? Parse(trustedRoot, ReadInline(trustedRoot), "") : null;
        TrustedRoot? fromFile = fields.Find("file") is { } file ? Parse(file, contents.Read(file, reader), "the file: ") : null;
        return demands is not null && sources.Length == 1 && (inline ?? fromFile) is { } root
            ? Check(fields.Find(sources[0])!, new UsableTrustRoot(root, demands))
            : null;
    }

    /// <summary>
    /// A root with logs or time-stamping authorities alone is for signers with keys or certificates. Any other must be good for keyless signers: a list that is empty by
    /// mistake would otherwise show at the first Pod.
    /// </summary>
    private UsableTrustRoot? Check(YamlNode node, UsableTrustRoot root)
    {
        bool isForKeysOnly = root.Root.CertificateAuthorities.Count == 0 && (root.HasLog || root.HasTimestampAuthority);
        if (!isForKeysOnly && root.KeylessProblem is { } problem)
        {
            reader.Errors.Add(node, $"no signature could ever be right under it: {problem}");
            return null;
        }

        return root;
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

    private ReadOnlyMemory<byte>? ReadInline(YamlNode node)
    {
        if (node is YamlMapping mapping)
        {
            return new YamlToJson(reader.Errors).Convert(mapping);
        }

        return reader.Block(node, Sigstore.Limits.MaxTrustedRootBytes) is { } text ? Encoding.UTF8.GetBytes(text) : null;
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
