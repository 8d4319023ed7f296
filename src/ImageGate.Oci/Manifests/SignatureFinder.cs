using ImageGate.Core.Registries;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;

namespace ImageGate.Oci.Manifests;

/// <summary>
/// Collects the signatures of an image from all sources, at once: never one source because the other has nothing, or
/// has something. A signature more can only prove more, so what one source lacks or hides is no reason to leave another out.
/// </summary>
internal static class SignatureFinder
{
    public static async Task<RegistryResult<SignatureSet>> FindAsync(Repository repository, Digest image, SignatureKinds kinds, CancellationToken cancellationToken)
    {
        List<Task<Findings>> sources =
        [
            SignatureTag.ReadSignaturesAsync(repository, image, cancellationToken),
            SignatureReferrers.ReadAsync(repository, image, cancellationToken),
        ];
        if (kinds == SignatureKinds.SignaturesAndAttestations)
        {
            sources.Add(SignatureTag.ReadAttestationsAsync(repository, image, cancellationToken));
        }

        return Unite(repository, await Task.WhenAll(sources));
    }

    private static RegistryResult<SignatureSet> Unite(Repository repository, Findings[] sources)
    {
        List<RegistryFailure> troubles = [.. sources.SelectMany(source => source.Troubles)];
        int count = sources.Sum(source => source.Signatures.Count);
        if (count > Sigstore.Limits.MaxSignatures)
        {
            troubles.Add(new RegistryFailure.TooLarge($"{repository.Name} has {count} signatures of the image; {Sigstore.Limits.MaxSignatures} are looked at"));
        }

        // What could not be told outweighs what was refused: the next time may find a good signature.
        RegistryFailure.Unavailable? unavailable = troubles.OfType<RegistryFailure.Unavailable>().FirstOrDefault();
        return count == 0 && troubles.Count > 0
            ? new RegistryResult<SignatureSet>.Failed(unavailable ?? troubles[0])
            : new RegistryResult<SignatureSet>.Found(Set(sources, unavailable, Notes(sources, troubles)));
    }

    // The smallest source first: where they are too many together, a flood in one does not wash away those of another.
    private static SignatureSet Set(Findings[] sources, RegistryFailure.Unavailable? unavailable, IReadOnlyList<string> notes)
    {
        RawSignature[] signatures =
            [.. sources.OrderBy(source => source.Signatures.Count).SelectMany(source => source.Signatures).Take(Sigstore.Limits.MaxSignatures)];
        return signatures.Length == 0 && unavailable is null && notes.Count == 0 ? SignatureSet.Empty : new SignatureSet(signatures, unavailable, notes);
    }

    // Troubles first: they concern more than one signature, and notes are bounded.
    private static IReadOnlyList<string> Notes(Findings[] sources, List<RegistryFailure> troubles)
    {
        var notes = new SignatureNotes();
        foreach (RegistryFailure trouble in troubles.Where(trouble => trouble is not RegistryFailure.Unavailable))
        {
            notes.Add(trouble.Detail);
        }

        foreach (Findings source in sources)
        {
            notes.AddAll(source.Notes);
        }

        return notes.ToList();
    }
}
