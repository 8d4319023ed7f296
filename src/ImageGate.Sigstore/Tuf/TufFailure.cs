namespace ImageGate.Sigstore.Tuf;

/// <summary>Why a refresh failed: one member a check, with the section of the TUF specification 1.0.34 that demands it.</summary>
public enum TufFailure
{
    /// <summary>The root that the refresh starts from is not usable: malformed, or not signed by its own keys (5.2).</summary>
    StoredRootUnusable,

    /// <summary>The mirror could not be read.</summary>
    Unavailable,

    /// <summary>The mirror does not have a file that signed metadata, or the protocol, says it has.</summary>
    NotFound,

    /// <summary>A file is longer than its bound or than signed metadata says: endless data (5.3.3, 5.4.1, 5.5.1, 5.6.1, 5.7).</summary>
    TooLong,

    /// <summary>Not strict JSON of the role's form (4.2 to 4.6); nothing that is malformed in part is used in part.</summary>
    Malformed,

    /// <summary>One key id has two signatures in one file (4.2.1).</summary>
    SignatureTwice,

    /// <summary>The metadata is of another role (4.2).</summary>
    TypeWrong,

    /// <summary>The metadata follows a major version of the specification other than 1 (4.3).</summary>
    SpecVersionUnsupported,

    /// <summary>More than <see cref="Limits.MaxTufRootRotations"/> new roots (5.3.3); the next refresh goes on from the last of them.</summary>
    TooManyRootRotations,

    /// <summary>Too few keys of the trusted root signed the next root (5.3.4).</summary>
    RootNotSignedByTrustedRoot,

    /// <summary>Too few keys of the next root signed it (5.3.4).</summary>
    RootNotSignedByItself,

    /// <summary>The next root's version is not the trusted root's and one (5.3.5): rollback or skip.</summary>
    RootVersionWrong,

    /// <summary>The newest root is expired (5.3.10): freeze.</summary>
    RootExpired,

    /// <summary>Too few keys of the timestamp role signed it (5.4.2).</summary>
    TimestampNotSigned,

    /// <summary>The timestamp is older than the trusted one (5.4.3.1).</summary>
    TimestampRollback,

    /// <summary>The timestamp names an older snapshot than the trusted one does (5.4.3.2).</summary>
    SnapshotRollback,

    /// <summary>The timestamp is expired (5.4.4): freeze.</summary>
    TimestampExpired,

    /// <summary>The snapshot is not as long as the timestamp says (5.5.2).</summary>
    SnapshotLengthMismatch,

    /// <summary>The snapshot has not the hashes that the timestamp names (5.5.2).</summary>
    SnapshotHashMismatch,

    /// <summary>Too few keys of the snapshot role signed it (5.5.3).</summary>
    SnapshotNotSigned,

    /// <summary>The snapshot's version is not the one that the timestamp names (5.5.4): mix and match.</summary>
    SnapshotVersionMismatch,

    /// <summary>The snapshot names an older version of some targets metadata than the trusted one does, or none (5.5.5).</summary>
    TargetsRollback,

    /// <summary>The snapshot is expired (5.5.6): freeze.</summary>
    SnapshotExpired,

    /// <summary>The targets metadata is not as long as the snapshot says (5.6.2).</summary>
    TargetsLengthMismatch,

    /// <summary>The targets metadata has not the hashes that the snapshot names (5.6.2).</summary>
    TargetsHashMismatch,

    /// <summary>Too few keys of the targets role signed it (5.6.3).</summary>
    TargetsNotSigned,

    /// <summary>The targets metadata's version is not the one that the snapshot names (5.6.4): mix and match.</summary>
    TargetsVersionMismatch,

    /// <summary>The targets metadata is expired (5.6.5): freeze.</summary>
    TargetsExpired,

    /// <summary>The targets metadata does not list the target, and delegates nothing (5.6.7).</summary>
    TargetNotListed,

    /// <summary>The targets metadata does not list the target, and delegates to other roles, which are not searched (5.6.7).</summary>
    DelegationUnsupported,

    /// <summary>The target file is not as long as the targets metadata says (5.7.2).</summary>
    TargetLengthMismatch,

    /// <summary>The target file has not the hashes that the targets metadata names (5.7.2): arbitrary software.</summary>
    TargetHashMismatch,
}
