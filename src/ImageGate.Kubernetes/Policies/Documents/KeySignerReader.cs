using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads what a signer with a <c>key</c> demands.</summary>
internal sealed class KeySignerReader(NodeReader reader, KeyReader keys, TrustRoots roots)
{
    private const string OrNotRequired = ", or write `transparencyLog: notRequired`";

    /// <summary>Reads the demand; null when something is wrong, which is reported.</summary>
    public SignerTrust? Read(Fields fields, YamlNode key, IReadOnlyDictionary<string, string> annotations)
    {
        IReadOnlyList<PublicKey>? found = keys.Read(key);
        TransparencyLog? log = fields.Find("transparencyLog") is { } node
            ? reader.Choice(node, ("required", TransparencyLog.Required), ("notRequired", TransparencyLog.NotRequired))
            : TransparencyLog.Required;
        switch (log)
        {
            case TransparencyLog.NotRequired:
                RefuseUnusedRoot(fields);
                return found is null ? null : new SignerTrust.Ready(new SignerRequirement.AnyKey(found, TransparencyLog.NotRequired, annotations));
            case TransparencyLog.Required:
                // Without a root nothing could verify an entry, so there is no signer either.
                FoundTrustRoot? root = roots.Find(fields, WhyNeverALog, WhyNoLog);
                return found is null ? null : root?.Bind(
                    usable => new SignerRequirement.AnyKey(found, TransparencyLog.Required, annotations, usable.Root),
                    [.. found.Select(one => one.Fingerprint)]);
            default:
                return null;
        }
    }

    private static string? WhyNeverALog(TrustRequirements demands) =>
        demands.TransparencyLogEntries > 0 ? null : $"its `insecureSkip` has `log`, and this signer demands an entry in one: name another{OrNotRequired}";

    private static string? WhyNoLog(UsableTrustRoot root) => root.HasLog ? null : $"it has no transparency log that can be used: name another{OrNotRequired}";

    private void RefuseUnusedRoot(Fields fields)
    {
        if (fields.Find("trustRoot") is { } node)
        {
            reader.Errors.Add(node, "nothing would use it: remove `trustRoot`, or `transparencyLog: notRequired`");
        }
    }
}
