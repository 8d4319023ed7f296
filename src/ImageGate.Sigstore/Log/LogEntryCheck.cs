using ImageGate.Sigstore.Keys;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Log;

/// <summary>Whether a log holds an entry: by its promise, by a proof, or, where both are there, by both.</summary>
/// <remarks>Source: sigstore, client-spec, "Transparency log"; rekor-v2-spec, "Verification".</remarks>
internal static class LogEntryCheck
{
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Null when <paramref name="log"/> holds <paramref name="entry"/>.</summary>
    public static VerificationResult.Failed? Run(LogEntry entry, LogEntryClaim claim, TransparencyLogInstance log, PublicKey key) =>
        entry.IntegratedTime > LastSecond ? new(VerificationFailure.LogEntryMalformed, "the log entry's time is no time")
        : claim.IsRekorV2 ? CheckProof(entry, entry.Proof, isRekorV2: true, log, key)
        : CheckRekorV1(entry, log, key);

    /// <summary>
    /// The entry's time, or null. Rekor v2 signs none. It counts as verified only when <see cref="Run"/> found the promise
    /// right, which covers it.
    /// </summary>
    public static DateTimeOffset? TimeOf(LogEntry entry, LogEntryClaim claim) =>
        claim.IsRekorV2 || entry.IntegratedTime == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime);

    private static VerificationResult.Failed? CheckRekorV1(LogEntry entry, TransparencyLogInstance log, PublicKey key)
    {
        if (entry.Promise is not null)
        {
            if (!SignedEntryTimestamp.Verify(entry, key))
            {
                return new(VerificationFailure.LogPromiseInvalid, "the log's promise to include the entry is not signed by the log");
            }

            if (!log.ValidFor.Contains(DateTimeOffset.FromUnixTimeSeconds(entry.IntegratedTime)))
            {
                return new(VerificationFailure.LogTimeOutsideKeyWindow, $"the log's key was not good at the entry's time: it is good {log.ValidFor}");
            }
        }

        // Early bundles of version 0.1 have proofs without a checkpoint, which lead nowhere: the promise stands alone then.
        InclusionProof? proof = entry.Proof is { Checkpoint: not "" } usable ? usable : null;
        return proof is null && entry.Promise is not null ? null : CheckProof(entry, proof, isRekorV2: false, log, key);
    }

    private static VerificationResult.Failed? CheckProof(LogEntry entry, InclusionProof? proof, bool isRekorV2, TransparencyLogInstance log, PublicKey key)
    {
        if (proof is null)
        {
            return new(VerificationFailure.InclusionProofMissing, "the log entry has neither a promise nor an inclusion proof that could be verified");
        }

        if (!Checkpoint.TryParse(proof.Checkpoint, out Checkpoint? checkpoint))
        {
            return new(VerificationFailure.CheckpointMalformed, "the log's checkpoint is not a signed note");
        }

        return CheckCheckpoint(checkpoint, isRekorV2, log, key) ?? CheckInclusion(entry, proof, isRekorV2, checkpoint);
    }

    private static VerificationResult.Failed? CheckCheckpoint(Checkpoint checkpoint, bool isRekorV2, TransparencyLogInstance log, PublicKey key)
    {
        string host = Uri.TryCreate(log.BaseUrl, UriKind.Absolute, out Uri? url) ? url.Host : string.Empty;

        // "The origin and the key name of a Rekor v2 log are its host name"; v1 has `<host> - <tree id>`, with any host.
        if (isRekorV2 && checkpoint.Origin != host)
        {
            return new(VerificationFailure.CheckpointOriginMismatch, $"the checkpoint is of the log `{Shown.Of(checkpoint.Origin)}`, not of `{Shown.Of(host)}`");
        }

        ReadOnlyMemory<byte> id = log.CheckpointKeyId.Length >= NoteKey.IdBytes ? log.CheckpointKeyId[..NoteKey.IdBytes] : NoteKey.IdOf(host, key);
        return checkpoint.Verify(new NoteKey(isRekorV2 ? host : null, id, key));
    }

    private static VerificationResult.Failed? CheckInclusion(LogEntry entry, InclusionProof proof, bool isRekorV2, Checkpoint checkpoint)
    {
        // In Rekor v1 the entry's own index counts over all shards, and the proof's is that of the tree.
        long index = isRekorV2 ? entry.LogIndex : proof.LogIndex;

        // Root and size come from what the log signed. In Rekor v2 the copies beside the path are ignored, as its specification says.
        bool agrees = isRekorV2 || (proof.TreeSize == checkpoint.TreeSize && proof.RootHash.Span.SequenceEqual(checkpoint.RootHash));
        return agrees && MerkleProof.Verify(MerkleProof.LeafHash(entry.Body.Span), index, checkpoint.TreeSize, proof.Hashes, checkpoint.RootHash)
            ? null
            : new(VerificationFailure.InclusionProofInvalid, "the inclusion proof does not lead from the entry to the root that the log signed");
    }
}
