using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>Which snapshot is the newest. Source: TUF specification 1.0.34, 4.6.</summary>
internal sealed record TimestampMetadata : TufMetadata
{
    public TimestampMetadata(JsonPart signed)
        : base(signed) => Snapshot = MetadataFile.Read(signed.Object("meta").Object("snapshot.json"));

    public MetadataFile Snapshot { get; }

    /// <summary>5.4.3: neither the timestamp nor the snapshot that it names may be older than what was seen.</summary>
    public TufProblem? CheckRollback(TimestampMetadata trusted) =>
        Version < trusted.Version ? TufRole.Timestamp.Problem(TufFailure.TimestampRollback, $"is version {Version}, after version {trusted.Version} was seen")
        : Version > trusted.Version && Snapshot.Version < trusted.Snapshot.Version
            ? TufRole.Timestamp.Problem(TufFailure.SnapshotRollback, $"names snapshot version {Snapshot.Version}, after version {trusted.Snapshot.Version} was named")
        : null;
}
