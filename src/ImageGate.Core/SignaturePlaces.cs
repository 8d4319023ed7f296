using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;

namespace ImageGate.Core;

/// <summary>Where the signatures are stored that a policy asks for: each place once, in the policy's order.</summary>
internal static class SignaturePlaces
{
    /// <summary>Of all signers and attestations. Not of a signer whose signatures nobody could verify.</summary>
    public static IReadOnlyList<RepositoryName> Of(TrustPolicy policy, ImageReference image)
    {
        IReadOnlyList<RepositoryName?> places = ((PolicyRule.Require)policy.Rule).Places;
        RepositoryName own = RepositoryName.Of(image);
        return places.Count == 1 ? [places[0] ?? own] : [.. places.Select(place => place ?? own).Distinct()];
    }

    /// <summary>Of attestations.</summary>
    public static IEnumerable<RepositoryName> OfAttestations(TrustPolicy policy, ImageReference image) =>
        ((PolicyRule.Require)policy.Rule).Attestations.SelectMany(demand => demand.Signers)
            .Where(signer => signer.Trust is SignerTrust.Ready).Select(signer => Of(signer, image));

    /// <summary>Of one signer.</summary>
    public static RepositoryName Of(Signer signer, ImageReference image) => signer.Repository ?? RepositoryName.Of(image);
}
