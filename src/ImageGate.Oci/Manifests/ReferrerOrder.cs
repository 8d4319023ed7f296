using ImageGate.Sigstore;

namespace ImageGate.Oci.Manifests;

/// <summary>
/// In which order referrers are read. What the list says of them is a hint and no more: cosign 3 itself lists bundles under
/// another type where the registry has no referrers API. So nothing is left out for its type, only put behind.
/// </summary>
internal static class ReferrerOrder
{
    // Source: cosign, specs/BUNDLE_SPEC.md: the predicate of a signature, in difference to attestations.
    private const string SignaturePredicate = "https://sigstore.dev/cosign/sign/v1";

    /// <summary>The digests of the referrers, each once, likely signatures first.</summary>
    public static Digest[] Of(IEnumerable<Descriptor> referrers) =>
        [.. referrers.OrderBy(Rank).Select(referrer => referrer.Digest).OfType<Digest>().Distinct()];

    private static int Rank(Descriptor referrer) => referrer switch
    {
        { ArtifactType: MediaTypes.CosignSignature } or { PredicateType: SignaturePredicate } => 0,
        _ when MediaTypes.IsBundle(referrer.ArtifactType) => 1,
        { ArtifactType: null or MediaTypes.OciEmpty } => 2,
        _ => 3,
    };
}
