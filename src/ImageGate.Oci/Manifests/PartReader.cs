using System.Collections.Concurrent;
using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>Reads the blobs of signatures: each distinct one once, a few at a time.</summary>
internal static class PartReader
{
    /// <summary>The signatures of the parts, in their order.</summary>
    /// <param name="repository">Where the blobs are.</param>
    /// <param name="bounded">What is to be read, and why it is not all, or null.</param>
    /// <param name="notes">Takes what is wrong with single parts.</param>
    /// <param name="cancellationToken">The request's deadline: what is not read by then is a trouble.</param>
    public static async Task<Findings> ReadAsync(
        Repository repository, (IReadOnlyList<SignaturePart> Parts, RegistryFailure? Trouble) bounded, SignatureNotes notes, CancellationToken cancellationToken)
    {
        IReadOnlyDictionary<Digest, RegistryResult<Reply>> blobs = await GetAsync(repository, bounded.Parts, cancellationToken);
        var signatures = new List<RawSignature>();
        List<RegistryFailure> troubles = bounded.Trouble is { } trouble ? [trouble] : [];
        foreach (SignaturePart part in bounded.Parts)
        {
            switch (blobs[part.Blob])
            {
                case RegistryResult<Reply>.Found { Value: var reply } when reply.Body.Length == part.Size:
                    signatures.Add(part.ToSignature(reply.Body));
                    break;
                case RegistryResult<Reply>.Found { Value: var reply }:
                    notes.Add($"signature layer {part.Blob} was skipped: it has {reply.Body.Length} bytes and its descriptor says {part.Size}");
                    break;
                case RegistryResult<Reply>.Failed { Failure: RegistryFailure.Unavailable unavailable }:
                    troubles.Add(unavailable);
                    break;
                case RegistryResult<Reply>.Failed { Failure: var failure }:
                    notes.Add($"signature layer {part.Blob} was skipped: {failure.Detail}");
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return new Findings(signatures, troubles, notes);
    }

    private static async Task<IReadOnlyDictionary<Digest, RegistryResult<Reply>>> GetAsync(
        Repository repository, IReadOnlyList<SignaturePart> parts, CancellationToken cancellationToken)
    {
        var results = new ConcurrentDictionary<Digest, RegistryResult<Reply>>();
        var bound = new ParallelOptions { MaxDegreeOfParallelism = Limits.MaxPartsAtOnce, CancellationToken = CancellationToken.None };
        await Parallel.ForEachAsync(parts.GroupBy(part => part.Blob), bound, async (same, _) =>
            results[same.Key] = await repository.GetBlobAsync(same.Key, MaxBytes(same), cancellationToken));
        return results;
    }

    // Not the bound of the kind: the bytes that were promised were counted, and no more may come. Of small ones a little more
    // may, since the true size says more in a note than "too many".
    private static int MaxBytes(IEnumerable<SignaturePart> same) => (int)Math.Max(same.Max(part => part.Size), Sigstore.Limits.MaxPayloadBytes);
}
