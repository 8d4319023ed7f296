using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>Reads the signatures of an image from one source.</summary>
internal static class SignatureFinder
{
    public static async Task<RegistryResult<SignatureSet>> ReadAsync(Repository repository, Digest image, SignatureSource source, CancellationToken cancellationToken) =>
        Judge(await (source switch
        {
            SignatureSource.SignatureTag => SignatureTag.ReadSignaturesAsync(repository, image, cancellationToken),
            SignatureSource.Referrers => SignatureReferrers.ReadAsync(repository, image, cancellationToken),
            SignatureSource.AttestationTag => SignatureTag.ReadAttestationsAsync(repository, image, cancellationToken),
            _ => throw new UnreachableException(),
        }));

    private static RegistryResult<SignatureSet> Judge(Findings findings)
    {
        // What could not be told outweighs what was refused: the next time may find a good signature.
        RegistryFailure.Unavailable? unavailable = findings.Troubles.OfType<RegistryFailure.Unavailable>().FirstOrDefault();
        if (findings.Signatures.Count == 0 && findings.Troubles.Count > 0)
        {
            return new RegistryResult<SignatureSet>.Failed(unavailable ?? findings.Troubles[0]);
        }

        IReadOnlyList<string> notes = Notes(findings);
        return new RegistryResult<SignatureSet>.Found(
            findings.Signatures.Count == 0 && notes.Count == 0 ? SignatureSet.Empty : new SignatureSet(findings.Signatures, unavailable, notes));
    }

    // Troubles first: they concern more than one signature, and notes are bounded.
    private static IReadOnlyList<string> Notes(Findings findings)
    {
        var notes = new SignatureNotes();
        foreach (RegistryFailure trouble in findings.Troubles.Where(trouble => trouble is not RegistryFailure.Unavailable))
        {
            notes.Add(trouble.Detail);
        }

        notes.AddAll(findings.Notes);
        return notes.ToList();
    }
}
