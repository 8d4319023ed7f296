using ImageGate.Core.Policies;
using ImageGate.Kubernetes.Policies.Yaml;
using ImageGate.Sigstore;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>Reads what a signer with a <c>key</c> demands.</summary>
internal sealed class KeySignerReader(KeyReader keys, TimeSourceReader times)
{
    /// <summary>Reads the demand; null when something is wrong, which is reported.</summary>
    public SignerTrust? Read(Fields fields, YamlNode key, IReadOnlyDictionary<string, string> annotations)
    {
        FoundKeys? found = keys.Read(key);
        return times.ReadLog(fields) switch
        {
            // A key that is good for ever needs no time, and then no trust root.
            TransparencyLog.NotRequired when found is { Window: null } && fields.Find("trustRoot") is null =>
                found.Bind(any => new SignerTrust.Ready(new SignerRequirement.AnyKey(any, TransparencyLog.NotRequired, annotations))),
            { } log when found is not null && times.ReadRoot(fields, log) is { } root => found.Bind(any => root.Bind(
                usable => new SignerRequirement.AnyKey(any, log, annotations, usable.Root, found.Window),
                [.. any.Select(one => one.Fingerprint)])),
            _ => null,
        };
    }
}
