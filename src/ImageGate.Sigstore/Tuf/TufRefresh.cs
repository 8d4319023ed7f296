using System.Diagnostics;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Tuf;

/// <summary>One run of the client workflow: each step ends in a refusal or in the next step.</summary>
/// <remarks>Source: TUF specification 1.0.34; the sections are named at the steps.</remarks>
internal sealed class TufRefresh
{
    private readonly ITufMirror _mirror;
    private readonly string _target;
    private readonly DateTimeOffset _now;

    // Grows only by what was verified; the caller's own value stays as it is.
    private TufState _state;

    public TufRefresh(TufState state, ITufMirror mirror, string target, DateTimeOffset now)
    {
        _state = state;
        _mirror = mirror;
        _target = target;
        _now = now;
    }

    /// <summary>5.2: load the trusted root metadata.</summary>
    public Task<TufResult> RunAsync(CancellationToken cancellationToken) =>
        RootMetadata.TryLoad(_state.Root, out RootMetadata? root, out TufProblem? problem)
            ? UpdateRootAsync(root, cancellationToken)
            : Task.FromResult(Failed(problem with { Failure = TufFailure.StoredRootUnusable }));

    /// <summary>5.3: update the root role, one version after the other, until the mirror has no next one.</summary>
    private async Task<TufResult> UpdateRootAsync(RootMetadata root, CancellationToken cancellationToken)
    {
        for (int rotations = 0; ; rotations++)
        {
            string path = $"{root.Version + 1}.root.json";
            TufDownload download = await FetchAsync(path, Limits.MaxTufRootBytes, cancellationToken);
            if (download is TufDownload.NotFound)
            {
                break;
            }

            if (download is not TufDownload.Found found)
            {
                return Failed(Missing(download, path));
            }

            if (rotations == Limits.MaxTufRootRotations)
            {
                return Failed(TufRole.Root.Problem(TufFailure.TooManyRootRotations, $"was renewed more than {Limits.MaxTufRootRotations} times: the next refresh goes on from version {root.Version}"));
            }

            if (!root.TryFollow(found.Bytes, out RootMetadata? next, out TufProblem? problem))
            {
                return Failed(problem);
            }

            Accept(root, next, found.Bytes);
            root = next;
        }

        // 5.3.10: only the newest root may not be expired.
        return root.CheckExpiry(TufRole.Root, _now) is { } expired ? Failed(expired) : await UpdateTimestampAsync(root, cancellationToken);
    }

    /// <summary>
    /// 5.3.8 and 5.3.11. When online keys were replaced, whoever had the old ones may have signed versions so high that no
    /// honest one can follow; the new keys start anew. Together with the root, so that a refresh that stops here forgets neither.
    /// </summary>
    private void Accept(RootMetadata root, RootMetadata next, ReadOnlyMemory<byte> bytes)
    {
        bool rotated = next.KeysOf(TufRole.Timestamp).DiffersFrom(root.KeysOf(TufRole.Timestamp))
            || next.KeysOf(TufRole.Snapshot).DiffersFrom(root.KeysOf(TufRole.Snapshot));
        _state = _state with
        {
            Root = bytes,
            Timestamp = rotated ? null : _state.Timestamp,
            Snapshot = rotated ? null : _state.Snapshot,
        };
    }

    /// <summary>5.4: update the timestamp role.</summary>
    private async Task<TufResult> UpdateTimestampAsync(RootMetadata root, CancellationToken cancellationToken)
    {
        const string Path = "timestamp.json";
        TimestampMetadata? trusted = Trusted(root, _state.Timestamp, TufRole.Timestamp, signed => new TimestampMetadata(signed));
        TufDownload download = await FetchAsync(Path, Limits.MaxTufTimestampBytes, cancellationToken);
        if (download is not TufDownload.Found found)
        {
            return Failed(Missing(download, Path));
        }

        if (!root.TryVerify(found.Bytes, TufRole.Timestamp, signed => new TimestampMetadata(signed), out TimestampMetadata? timestamp, out TufProblem? problem))
        {
            return Failed(problem);
        }

        if (trusted is not null && timestamp.CheckRollback(trusted) is { } rollback)
        {
            return Failed(rollback);
        }

        // 5.4.3.1: of one version the first that was seen stays. It may still lead to files that are missing or expired now.
        bool isNew = timestamp.Version != trusted?.Version;
        timestamp = isNew ? timestamp : trusted!;
        if (timestamp.CheckExpiry(TufRole.Timestamp, _now) is { } expired)
        {
            return Failed(expired);
        }

        _state = isNew ? _state with { Timestamp = found.Bytes } : _state;
        return await UpdateSnapshotAsync(root, timestamp.Snapshot, cancellationToken);
    }

    /// <summary>5.5: update the snapshot role.</summary>
    private async Task<TufResult> UpdateSnapshotAsync(RootMetadata root, MetadataFile wanted, CancellationToken cancellationToken)
    {
        SnapshotMetadata? trusted = Trusted(root, _state.Snapshot, TufRole.Snapshot, signed => new SnapshotMetadata(signed));
        string path = PathOf(root, TufRole.Snapshot, wanted);
        TufDownload download = trusted?.Version == wanted.Version && IsSame(_state.Snapshot, wanted.Description)
            ? new TufDownload.Found(_state.Snapshot!.Value)
            : await FetchAsync(path, wanted.Description.MaxBytes(Limits.MaxTufSnapshotBytes), cancellationToken);
        if (download is not TufDownload.Found found)
        {
            return Failed(Missing(download, path));
        }

        // 5.5.2: before anything of it is parsed.
        if (CheckBytes(found.Bytes, wanted.Description, path, TufFailure.SnapshotLengthMismatch, TufFailure.SnapshotHashMismatch) is { } wrong)
        {
            return Failed(wrong);
        }

        if (!root.TryVerify(found.Bytes, TufRole.Snapshot, signed => new SnapshotMetadata(signed), out SnapshotMetadata? snapshot, out TufProblem? problem))
        {
            return Failed(problem);
        }

        problem = snapshot.Version != wanted.Version ? VersionWrong(TufRole.Snapshot, TufFailure.SnapshotVersionMismatch, snapshot, wanted)
            : (trusted is null ? null : snapshot.CheckRollback(trusted)) ?? snapshot.CheckExpiry(TufRole.Snapshot, _now);
        if (problem is not null)
        {
            return Failed(problem);
        }

        _state = _state with { Snapshot = found.Bytes };
        return await UpdateTargetsAsync(root, snapshot.Targets, cancellationToken);
    }

    /// <summary>5.6: update the top-level targets role.</summary>
    private async Task<TufResult> UpdateTargetsAsync(RootMetadata root, MetadataFile wanted, CancellationToken cancellationToken)
    {
        TargetsMetadata? trusted = Trusted(root, _state.Targets, TufRole.Targets, signed => new TargetsMetadata(signed));
        string path = PathOf(root, TufRole.Targets, wanted);
        TufDownload download = trusted?.Version == wanted.Version && IsSame(_state.Targets, wanted.Description)
            ? new TufDownload.Found(_state.Targets!.Value)
            : await FetchAsync(path, wanted.Description.MaxBytes(Limits.MaxTufTargetsBytes), cancellationToken);
        if (download is not TufDownload.Found found)
        {
            return Failed(Missing(download, path));
        }

        if (CheckBytes(found.Bytes, wanted.Description, path, TufFailure.TargetsLengthMismatch, TufFailure.TargetsHashMismatch) is { } wrong)
        {
            return Failed(wrong);
        }

        if (!root.TryVerify(found.Bytes, TufRole.Targets, signed => new TargetsMetadata(signed), out TargetsMetadata? targets, out TufProblem? problem))
        {
            return Failed(problem);
        }

        problem = targets.Version != wanted.Version ? VersionWrong(TufRole.Targets, TufFailure.TargetsVersionMismatch, targets, wanted)
            : targets.CheckExpiry(TufRole.Targets, _now);
        if (problem is not null)
        {
            return Failed(problem);
        }

        _state = _state with { Targets = found.Bytes };
        return targets.Find(_target) is { } file ? await FetchTargetAsync(root, file, cancellationToken) : Failed(targets.NotListed(_target));
    }

    /// <summary>5.7: fetch the target. A copy that is still the listed one is not fetched again.</summary>
    private async Task<TufResult> FetchTargetAsync(RootMetadata root, FileDescription wanted, CancellationToken cancellationToken)
    {
        if (_state.TargetFiles.TryGetValue(_target, out ReadOnlyMemory<byte> kept) && IsSame(kept, wanted))
        {
            return new TufResult.Updated(_state, kept);
        }

        if (wanted.Length > Limits.MaxTufTargetBytes)
        {
            return Failed(new TufProblem(TufFailure.TooLong, $"{_target} is listed with {wanted.Length} bytes: over {Limits.MaxTufTargetBytes}"));
        }

        string path = "targets/" + NameOf(root, wanted);
        TufDownload download = await FetchAsync(path, wanted.MaxBytes(Limits.MaxTufTargetBytes), cancellationToken);
        if (download is not TufDownload.Found found)
        {
            return Failed(Missing(download, path));
        }

        if (CheckBytes(found.Bytes, wanted, path, TufFailure.TargetLengthMismatch, TufFailure.TargetHashMismatch) is { } wrong)
        {
            return Failed(wrong);
        }

        _state = _state with { TargetFiles = _state.TargetFiles.SetItem(_target, found.Bytes) };
        return new TufResult.Updated(_state, found.Bytes);
    }

    /// <summary>The mirror is told the bound, and is not believed to keep it.</summary>
    private async Task<TufDownload> FetchAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TufDownload download = await _mirror.FetchAsync(path, maxBytes, cancellationToken);
        return download is TufDownload.Found found && found.Bytes.Length > maxBytes ? new TufDownload.TooLong() : download;
    }

    /// <summary>Metadata of an earlier refresh, if the root of today still stands behind it.</summary>
    private static T? Trusted<T>(RootMetadata root, ReadOnlyMemory<byte>? bytes, TufRole role, Func<JsonPart, T> read)
        where T : TufMetadata =>
        bytes is { } kept && root.TryVerify(kept, role, read, out T? metadata, out _) ? metadata : null;

    private static bool IsSame(ReadOnlyMemory<byte>? bytes, FileDescription wanted) =>
        bytes is { } kept && wanted.HasLength(kept) && wanted.HasHashes(kept);

    private static TufProblem? CheckBytes(ReadOnlyMemory<byte> bytes, FileDescription wanted, string path, TufFailure length, TufFailure hash) =>
        !wanted.HasLength(bytes) ? new TufProblem(length, $"{path} has {bytes.Length} bytes, and is listed with {wanted.Length}")
        : !wanted.HasHashes(bytes) ? new TufProblem(hash, $"{path} has not the hash that it is listed with")
        : null;

    private static TufProblem VersionWrong(TufRole role, TufFailure failure, TufMetadata metadata, MetadataFile wanted) =>
        role.Problem(failure, $"is version {metadata.Version}, and is listed with version {wanted.Version}");

    private static TufProblem Missing(TufDownload download, string path) => download switch
    {
        TufDownload.NotFound => new TufProblem(TufFailure.NotFound, $"the mirror has no {path}"),
        TufDownload.TooLong => new TufProblem(TufFailure.TooLong, $"{path} is longer than its bound"),
        TufDownload.Unavailable unavailable => new TufProblem(TufFailure.Unavailable, $"{path} could not be read: {unavailable.Detail}"),
        _ => throw new UnreachableException(),
    };

    // 6.2: with consistent snapshots a mirror that is being updated still serves what belongs together.
    private static string PathOf(RootMetadata root, TufRole role, MetadataFile wanted) =>
        root.IsConsistent ? $"{wanted.Version}.{role.Name}.json" : $"{role.Name}.json";

    private string NameOf(RootMetadata root, FileDescription wanted)
    {
        int name = _target.LastIndexOf('/') + 1;
        return root.IsConsistent ? $"{_target[..name]}{wanted.NamePrefix}.{_target[name..]}" : _target;
    }

    private TufResult Failed(TufProblem problem) => new TufResult.Failed(problem.Failure, problem.Detail, _state);
}
