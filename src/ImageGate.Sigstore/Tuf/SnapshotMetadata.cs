using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>Which versions of the targets metadata belong together. Source: TUF specification 1.0.34, 4.4.</summary>
internal sealed record SnapshotMetadata : TufMetadata
{
    private const string TopLevel = "targets.json";

    private readonly Dictionary<string, MetadataFile> _files;

    public SnapshotMetadata(JsonPart signed)
        : base(signed)
    {
        _files = signed.Members("meta", Limits.MaxTufFiles).ToDictionary(file => file.Key, file => MetadataFile.Read(file.Value));
        Targets = _files.TryGetValue(TopLevel, out MetadataFile? targets) ? targets : throw signed.Malformed($"does not list {TopLevel}");
    }

    /// <summary>The top-level targets metadata.</summary>
    public MetadataFile Targets { get; }

    /// <summary>5.5.5: what the trusted snapshot lists must still be listed, and not be older; delegated roles as well.</summary>
    public TufProblem? CheckRollback(SnapshotMetadata trusted) =>
        trusted._files.All(seen => _files.TryGetValue(seen.Key, out MetadataFile? file) && file.Version >= seen.Value.Version)
            ? null
            : TufRole.Snapshot.Problem(TufFailure.TargetsRollback, $"(version {Version}) leaves out targets metadata that version {trusted.Version} lists, or names an older version of it");
}
