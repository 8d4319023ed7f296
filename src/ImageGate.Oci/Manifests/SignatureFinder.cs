using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>
/// Collects the signatures of an image: those of the <c>.sig</c> tag; where there is none, those that cosign 2 stored as
/// referrers. Sigstore bundles are noted, not read.
/// </summary>
/// <remarks>Source: cosign, specs/SIGNATURE_SPEC.md; OCI distribution-spec v1.1, "Listing Referrers".</remarks>
internal static class SignatureFinder
{
    public static async Task<RegistryResult<SignatureSet>> FindAsync(Repository repository, Digest image, CancellationToken cancellationToken)
    {
        string tag = $"sha256-{image.Hex}.sig";
        RegistryResult<Reply> result = await repository.GetManifestAsync(tag, MediaTypes.Manifests, cancellationToken);
        if (result is RegistryResult<Reply>.Failed { Failure: RegistryFailure.NotFound })
        {
            return await (await ReferrersReader.ListAsync(repository, image, cancellationToken)).ThenAsync(
                referrers => ReadReferrersAsync(repository, image, referrers, cancellationToken));
        }

        return await result.Then(reply => ManifestReader.ReadManifest(reply, $"{repository.Name}:{tag}")).ThenAsync(
            manifest => PayloadReader.ReadAsync(repository, manifest.Layers, new SignatureNotes(), cancellationToken));
    }

    private static async Task<RegistryResult<SignatureSet>> ReadReferrersAsync(
        Repository repository, Digest image, IReadOnlyList<Descriptor> referrers, CancellationToken cancellationToken)
    {
        if (referrers.Count == 0)
        {
            return new RegistryResult<SignatureSet>.Found(SignatureSet.Empty);
        }

        var notes = new SignatureNotes();
        NoteBundles(referrers, notes);
        Descriptor[] hinted = [.. referrers.Where(referrer => referrer.ArtifactType == MediaTypes.CosignSignature)];
        if (hinted.Length > Limits.MaxSignatureReferrers)
        {
            return new RegistryResult<SignatureSet>.Failed(new RegistryFailure.TooLarge(
                $"{repository.Name} has {hinted.Length} referrers with signatures of {image}; at most {Limits.MaxSignatureReferrers} are read"));
        }

        (List<Descriptor> layers, RegistryFailure.Unavailable? incomplete) =
            await SignatureReferrers.ReadLayersAsync(repository, image, hinted, notes, cancellationToken);
        return (await PayloadReader.ReadAsync(repository, layers, notes, cancellationToken)).Then<SignatureSet, SignatureSet>(
            set => new RegistryResult<SignatureSet>.Found(set with { Incomplete = incomplete ?? set.Incomplete }));
    }

    private static void NoteBundles(IReadOnlyList<Descriptor> referrers, SignatureNotes notes)
    {
        int bundles = referrers.Count(referrer => referrer.ArtifactType?.StartsWith(MediaTypes.BundlePrefix, StringComparison.Ordinal) == true);
        if (bundles > 0)
        {
            notes.Add($"{bundles} Sigstore bundle{(bundles == 1 ? " is stored as a referrer" : "s are stored as referrers")} (cosign 3 format); this version reads `.sig` signatures only");
        }

        // Where the registry has no referrers API, cosign 3 keeps the list itself, and writes the type of the empty config there.
        int untyped = referrers.Count(referrer => referrer.ArtifactType == MediaTypes.OciEmpty);
        if (untyped > 0)
        {
            notes.Add($"{untyped} referrer{(untyped == 1 ? "" : "s")} without a type of {(untyped == 1 ? "its" : "their")} own, such as a Sigstore bundle of cosign 3; this version reads `.sig` signatures only");
        }
    }
}
