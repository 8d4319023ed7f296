namespace ImageGate.Sigstore.Trust;

/// <summary>A log of a trusted root: one that holds signatures (Rekor) or one that holds certificates (CT).</summary>
/// <remarks>Source: protobuf-specs, sigstore_trustroot.proto, TransparencyLogInstance.</remarks>
public sealed class TransparencyLogInstance
{
    internal TransparencyLogInstance(string baseUrl, ReadOnlyMemory<byte> logId, LogKey key, ValidityWindow validFor)
    {
        BaseUrl = baseUrl;
        LogId = logId;
        Key = key;
        ValidFor = validFor;
    }

    /// <summary>The log's URL; of Rekor v2 its host is the origin of the checkpoints. Never asked.</summary>
    public string BaseUrl { get; }

    /// <summary>
    /// <c>logId.keyId</c>, by which entries and certificate timestamps name the log: for Rekor v1 and CT the sha256 of the
    /// key, for Rekor v2 a hash over host and key. Looked up by these bytes, never computed again.
    /// </summary>
    public ReadOnlyMemory<byte> LogId { get; }

    /// <summary>The log's key.</summary>
    public LogKey Key { get; }

    /// <summary>When the key is good; its start is always set.</summary>
    public ValidityWindow ValidFor { get; }

    /// <summary>Who runs the log, or null (v0.1 roots): two logs of one operator count once.</summary>
    public string? Operator { get; internal init; }

    /// <summary>Who stands for the log, for counting: its operator where the trusted root knows it, else the log itself.</summary>
    internal string Witness => Operator is { Length: > 0 } name ? "operator " + name : "log " + Convert.ToHexStringLower(LogId.Span);

    /// <summary><c>checkpointKeyId.keyId</c>, or empty: the id in front of the log's signature in checkpoints.</summary>
    public ReadOnlyMemory<byte> CheckpointKeyId { get; internal init; }
}
