namespace ImageGate.Sigstore.Tuf;

/// <summary>What differs between the four top-level roles. Source: TUF specification 1.0.34, 2.1.</summary>
internal sealed record TufRole(string Name, int MaxBytes, TufFailure NotSigned, TufFailure Expired)
{
    public static readonly TufRole Root = new("root", Limits.MaxTufRootBytes, TufFailure.RootNotSignedByItself, TufFailure.RootExpired);

    public static readonly TufRole Timestamp =
        new("timestamp", Limits.MaxTufTimestampBytes, TufFailure.TimestampNotSigned, TufFailure.TimestampExpired);

    public static readonly TufRole Snapshot =
        new("snapshot", Limits.MaxTufSnapshotBytes, TufFailure.SnapshotNotSigned, TufFailure.SnapshotExpired);

    public static readonly TufRole Targets =
        new("targets", Limits.MaxTufTargetsBytes, TufFailure.TargetsNotSigned, TufFailure.TargetsExpired);

    public static IReadOnlyList<TufRole> All { get; } = [Root, Timestamp, Snapshot, Targets];

    public TufProblem Problem(TufFailure failure, string what) => new(failure, $"the {Name} metadata {what}");
}
