using System.Collections.Concurrent;
using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>Reads the payloads of signature layers: each distinct blob once, a few at a time.</summary>
internal static class PayloadReader
{
    /// <summary>The signatures of the layers, in their order.</summary>
    /// <param name="repository">Where the blobs are.</param>
    /// <param name="layers">The layers; those that are no signatures are passed over.</param>
    /// <param name="notes">Takes what is wrong with single layers.</param>
    /// <param name="cancellationToken">The request's deadline: what is not read by then makes the set incomplete.</param>
    public static async Task<RegistryResult<SignatureSet>> ReadAsync(
        Repository repository, IEnumerable<Descriptor> layers, SignatureNotes notes, CancellationToken cancellationToken)
    {
        List<SignatureLayer> wanted = [.. layers.Where(layer => layer.MediaType == MediaTypes.SimpleSigning).Select(layer => Wanted(layer, notes)).OfType<SignatureLayer>()];
        if (wanted.Count > Sigstore.Limits.MaxSignatures)
        {
            return TooLarge($"{repository.Name} has {wanted.Count} signatures of the image; at most {Sigstore.Limits.MaxSignatures} are looked at");
        }

        Digest[] distinct = [.. wanted.Select(layer => layer.Payload).Distinct()];
        long bytes = wanted.DistinctBy(layer => layer.Payload).Sum(layer => layer.Size);
        if (bytes > Limits.MaxPayloadBytesPerImage)
        {
            return TooLarge($"{repository.Name} has signature payloads of {bytes} bytes for the image; at most {Limits.MaxPayloadBytesPerImage} are read");
        }

        return new RegistryResult<SignatureSet>.Found(Collect(wanted, await GetAsync(repository, distinct, cancellationToken), notes));
    }

    private static SignatureLayer? Wanted(Descriptor layer, SignatureNotes notes)
    {
        string? wrong = layer switch
        {
            { Digest: null } => "a signature layer was skipped: its digest is not sha256",
            { Signature: null } => $"signature layer {layer.Digest} was skipped: it has no signature annotation",
            { Size: > Sigstore.Limits.MaxPayloadBytes } => $"signature layer {layer.Digest} was skipped: its payload has {layer.Size} bytes; at most {Sigstore.Limits.MaxPayloadBytes} are read",
            _ => null,
        };
        if (wrong is not null)
        {
            notes.Add(wrong);
            return null;
        }

        return new SignatureLayer(layer.Digest!, layer.Size, layer.Signature!);
    }

    private static async Task<IReadOnlyDictionary<Digest, RegistryResult<Reply>>> GetAsync(Repository repository, Digest[] blobs, CancellationToken cancellationToken)
    {
        var results = new ConcurrentDictionary<Digest, RegistryResult<Reply>>();
        var bound = new ParallelOptions { MaxDegreeOfParallelism = Limits.MaxPartsAtOnce, CancellationToken = CancellationToken.None };
        await Parallel.ForEachAsync(blobs, bound, async (blob, _) =>
            results[blob] = await repository.GetBlobAsync(blob, Sigstore.Limits.MaxPayloadBytes, cancellationToken));
        return results;
    }

    private static SignatureSet Collect(List<SignatureLayer> layers, IReadOnlyDictionary<Digest, RegistryResult<Reply>> blobs, SignatureNotes notes)
    {
        var signatures = new List<RawSignature>();
        RegistryFailure.Unavailable? incomplete = null;
        foreach (SignatureLayer layer in layers)
        {
            switch (blobs[layer.Payload])
            {
                case RegistryResult<Reply>.Found { Value: var reply } when reply.Body.Length == layer.Size:
                    signatures.Add(new RawSignature.SimpleSigning(reply.Body, layer.Payload, layer.Signature));
                    break;
                case RegistryResult<Reply>.Found { Value: var reply }:
                    notes.Add($"signature layer {layer.Payload} was skipped: it has {reply.Body.Length} bytes and its descriptor says {layer.Size}");
                    break;
                case RegistryResult<Reply>.Failed { Failure: RegistryFailure.Unavailable unavailable }:
                    incomplete ??= unavailable;
                    break;
                case RegistryResult<Reply>.Failed { Failure: var failure }:
                    notes.Add($"signature layer {layer.Payload} was skipped: {failure.Detail}");
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return new SignatureSet(signatures, incomplete, notes.ToList());
    }

    private static RegistryResult<SignatureSet> TooLarge(string detail) => new RegistryResult<SignatureSet>.Failed(new RegistryFailure.TooLarge(detail));

    private sealed record SignatureLayer(Digest Payload, long Size, string Signature);
}
