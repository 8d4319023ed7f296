using System.Diagnostics;
using ImageGate.Core.Registries;
using ImageGate.Oci.Http;
using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>
/// Reads the signatures among the referrers of an image: Sigstore bundles (cosign 3 and others), and the signature layers
/// that cosign 2 stored there as an experiment.
/// </summary>
/// <remarks>Source: OCI distribution-spec v1.1, "Listing Referrers"; cosign, specs/BUNDLE_SPEC.md.</remarks>
internal static class SignatureReferrers
{
    public static async Task<Findings> ReadAsync(Repository repository, Digest image, CancellationToken cancellationToken) =>
        await ReferrersReader.ListAsync(repository, image, cancellationToken) switch
        {
            RegistryResult<IReadOnlyList<Descriptor>>.Found { Value: { Count: > 0 } referrers } => await ReadAsync(repository, image, referrers, cancellationToken),
            RegistryResult<IReadOnlyList<Descriptor>>.Found => Findings.None,
            RegistryResult<IReadOnlyList<Descriptor>>.Failed { Failure: var failure } => Findings.Failed(failure),
            _ => throw new UnreachableException(),
        };

    private static async Task<Findings> ReadAsync(Repository repository, Digest image, IReadOnlyList<Descriptor> referrers, CancellationToken cancellationToken)
    {
        var notes = new SignatureNotes();
        var troubles = new List<RegistryFailure>();
        Digest[] ordered = ReferrerOrder.Of(referrers);
        if (ordered.Length > Limits.MaxSignatureReferrers)
        {
            troubles.Add(new RegistryFailure.TooLarge(
                $"{repository.Name} has {ordered.Length} referrers of {image}; at most {Limits.MaxSignatureReferrers} are read, so a good signature may be among the others"));
        }

        foreach (Descriptor _ in referrers.Where(referrer => referrer.Digest is null))
        {
            notes.Add("a referrer was skipped: its digest is not sha256");
        }

        RegistryResult<ImageManifest>[] manifests = await GetAsync(repository, image, [.. ordered.Take(Limits.MaxSignatureReferrers)], cancellationToken);
        (List<Descriptor> bundles, List<Descriptor> payloads) = Sort(manifests, troubles, notes);

        // Each within its own bounds, so that too many of one kind do not keep the other out.
        Findings[] read = await Task.WhenAll(
            PartReader.ReadAsync(repository, PartBounds.Envelopes(repository.Name, SignatureLayers.Bundles(bundles, notes)), new SignatureNotes(), cancellationToken),
            PartReader.ReadAsync(repository, PartBounds.Payloads(repository.Name, SignatureLayers.Payloads(payloads, notes)), new SignatureNotes(), cancellationToken));
        foreach (Findings findings in read)
        {
            notes.AddAll(findings.Notes);
        }

        return new Findings([.. read.SelectMany(findings => findings.Signatures)], [.. troubles, .. read.SelectMany(findings => findings.Troubles)], notes);
    }

    private static async Task<RegistryResult<ImageManifest>[]> GetAsync(Repository repository, Digest image, Digest[] referrers, CancellationToken cancellationToken)
    {
        var results = new RegistryResult<ImageManifest>[referrers.Length];
        var bound = new ParallelOptions { MaxDegreeOfParallelism = Limits.MaxPartsAtOnce, CancellationToken = CancellationToken.None };
        await Parallel.ForAsync(0, referrers.Length, bound, async (i, _) => results[i] = await GetAsync(repository, image, referrers[i], cancellationToken));
        return results;
    }

    private static async Task<RegistryResult<ImageManifest>> GetAsync(Repository repository, Digest image, Digest referrer, CancellationToken cancellationToken)
    {
        string about = $"{repository.Name}@{referrer}";
        return (await repository.GetReferrerAsync(referrer, cancellationToken))
            .Then(reply => ManifestReader.ReadManifest(reply, about))
            .Then(manifest => Check(manifest, image, about));
    }

    private static RegistryResult<ImageManifest> Check(ImageManifest manifest, Digest image, string about) =>
        manifest.Subject != image ? Invalid($"{about} does not refer to {image}")
        : manifest.Layers.Count > 1 && manifest.Layers.Any(layer => MediaTypes.IsBundle(layer.MediaType))
            ? Invalid($"{about} has a Sigstore bundle among {manifest.Layers.Count} layers; it has to be the only one")
        : new RegistryResult<ImageManifest>.Found(manifest);

    private static (List<Descriptor> Bundles, List<Descriptor> Payloads) Sort(
        RegistryResult<ImageManifest>[] manifests, List<RegistryFailure> troubles, SignatureNotes notes)
    {
        var bundles = new List<Descriptor>();
        var payloads = new List<Descriptor>();
        foreach (RegistryResult<ImageManifest> result in manifests)
        {
            switch (result)
            {
                case RegistryResult<ImageManifest>.Found { Value.Layers: [var only] } when MediaTypes.IsBundle(only.MediaType):
                    bundles.Add(only);
                    break;
                case RegistryResult<ImageManifest>.Found { Value.Layers: var layers }:
                    payloads.AddRange(layers);
                    break;
                case RegistryResult<ImageManifest>.Failed { Failure: RegistryFailure.Unavailable unavailable }:
                    troubles.Add(unavailable);
                    break;
                case RegistryResult<ImageManifest>.Failed { Failure: var failure }:
                    notes.Add($"a referrer was skipped: {failure.Detail}");
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        return (bundles, payloads);
    }

    private static RegistryResult<ImageManifest> Invalid(string detail) => new RegistryResult<ImageManifest>.Failed(new RegistryFailure.Invalid(detail));
}
