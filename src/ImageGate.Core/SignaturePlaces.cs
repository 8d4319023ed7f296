using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;

namespace ImageGate.Core;

/// <summary>Where the signatures are stored that a policy asks for: each place once, in the policy's order.</summary>
internal static class SignaturePlaces
{
    /// <summary>Of all signers and attestations. Not of a signer whose signatures nobody could verify.</summary>
    public static IEnumerable<RepositoryName> Of(TrustPolicy policy, ImageReference image) =>
        Of(((PolicyRule.Require)policy.Rule).Signers, image).Concat(OfAttestations(policy, image)).Distinct();

    /// <summary>Of attestations.</summary>
    public static IEnumerable<RepositoryName> OfAttestations(TrustPolicy policy, ImageReference image) =>
        Of(((PolicyRule.Require)policy.Rule).Attestations.SelectMany(demand => demand.Signers), image);

    /// <summary>Of one signer.</summary>
    public static RepositoryName Of(Signer signer, ImageReference image) => signer.Repository ?? RepositoryName.Of(image);

    private static IEnumerable<RepositoryName> Of(IEnumerable<Signer> signers, ImageReference image) =>
        signers.Where(signer => signer.Trust is SignerTrust.Ready).Select(signer => Of(signer, image));
}
