using ImageGate.Sigstore;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>
/// Reads <c>transparencyLog</c> and <c>trustRoot</c> of a signer with a <c>key</c> or a <c>certificate</c>: whose logs and time
/// stamps count. A signer who could never have what is demanded of him is refused here, not at the first Pod.
/// </summary>
internal sealed class TimeSourceReader(NodeReader reader, TrustRoots roots)
{
    private const string OrNotRequired = ", or write `transparencyLog: notRequired`";

    /// <summary>Whether a log is demanded, as it is by default; null when the value is wrong, which is reported.</summary>
    public TransparencyLog? ReadLog(Fields fields) => fields.Find("transparencyLog") is { } node
        ? reader.Choice(node, ("required", TransparencyLog.Required), ("notRequired", TransparencyLog.NotRequired))
        : TransparencyLog.Required;

    /// <summary>The trust root, which has a log or else a time-stamping authority; null when there is none, which is reported.</summary>
    public FoundTrustRoot? ReadRoot(Fields fields, TransparencyLog log) => log == TransparencyLog.Required
        ? roots.Find(fields, WhyNeverALog, WhyNoLog)
        : roots.Find(fields, _ => null, WhyNoTime);

    private static string? WhyNeverALog(TrustRequirements demands) =>
        demands.TransparencyLogEntries > 0 ? null : $"its `insecureSkip` has `log`, and this signer demands an entry in one: name another{OrNotRequired}";

    private static string? WhyNoLog(UsableTrustRoot root) => root.HasLog ? null : $"it has no transparency log that can be used: name another{OrNotRequired}";

    private static string? WhyNoTime(UsableTrustRoot root) => root.HasTimestampAuthority ? null
        : "with `transparencyLog: notRequired` it would be used for time stamps alone, and it has no time-stamping authority that can be used: name another, or demand the log";
}
