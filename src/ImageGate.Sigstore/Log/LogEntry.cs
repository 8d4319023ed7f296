namespace ImageGate.Sigstore.Log;

/// <summary>An entry of a transparency log as a stranger handed it over: nothing of it verified.</summary>
/// <remarks>Source: protobuf-specs, sigstore_rekor.proto, TransparencyLogEntry; cosign, specs/SIGNATURE_SPEC.md (the annotation <c>dev.sigstore.cosign/bundle</c>).</remarks>
internal sealed record LogEntry
{
    /// <summary>Which log.</summary>
    public required ReadOnlyMemory<byte> LogId { get; init; }

    /// <summary>In Rekor v1 the index over all shards, which the promise signs; in v2 the index in the tree. Not negative.</summary>
    public required long LogIndex { get; init; }

    /// <summary>Kind and version as the bundle names them, or null: the legacy annotation does not.</summary>
    public KindVersion? KindVersion { get; init; }

    /// <summary>Seconds since 1970, 0 when there is none. Only a verified promise makes it a time.</summary>
    public long IntegratedTime { get; init; }

    /// <summary>The signed entry timestamp, or null.</summary>
    public ReadOnlyMemory<byte>? Promise { get; init; }

    /// <summary>The proof, or null.</summary>
    public InclusionProof? Proof { get; init; }

    /// <summary>The leaf's bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }
}

/// <summary>What an entry is, and by which rules its body is read.</summary>
internal sealed record KindVersion(string Kind, string Version)
{
    public override string ToString() => $"{Kind}/{Version}";
}

/// <summary>An inclusion proof with the checkpoint that it leads to.</summary>
/// <param name="LogIndex">The index in the tree (of one shard, for Rekor v1).</param>
/// <param name="TreeSize">The tree's size, as whoever handed it over says.</param>
/// <param name="RootHash">The tree's root, as whoever handed it over says.</param>
/// <param name="Hashes">The path.</param>
/// <param name="Checkpoint">The signed note, or empty.</param>
internal sealed record InclusionProof(long LogIndex, long TreeSize, ReadOnlyMemory<byte> RootHash, IReadOnlyList<byte[]> Hashes, string Checkpoint);
