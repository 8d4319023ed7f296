using System.Collections.Concurrent;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>Decides images: which policies speak of each, which bytes it is, who signed them.</summary>
/// <param name="registry">Where images and signatures are.</param>
/// <param name="time">What is now, for the age of attestations and for certificates that must be good now.</param>
public sealed class Gatekeeper(IImageRegistry registry, TimeProvider time)
{
    /// <summary>As with <see cref="TimeProvider.System"/>.</summary>
    /// <param name="registry">Where images and signatures are.</param>
    public Gatekeeper(IImageRegistry registry)
        : this(registry, TimeProvider.System)
    {
    }

    /// <summary>Decides every image of one request.</summary>
    /// <param name="policies">The policies of the whole request.</param>
    /// <param name="namespaceName">Where the images would run.</param>
    /// <param name="images">The texts; each distinct one is decided once.</param>
    /// <param name="cancellationToken">The request's deadline, shared by all images; what is not decided by then is <see cref="ImageVerdict.Unavailable"/>.</param>
    /// <returns>A verdict for every text.</returns>
    public async Task<IReadOnlyDictionary<string, ImageVerdict>> DecideAsync(
        PolicySet policies, string namespaceName, IReadOnlyCollection<string> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(namespaceName);
        ArgumentNullException.ThrowIfNull(images);
        var verdicts = new ConcurrentDictionary<string, ImageVerdict>(StringComparer.Ordinal);

        // The deadline is not given to the loop: it would throw, and every image has to get its verdict.
        await Parallel.ForEachAsync(
            images.Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = Limits.MaxImagesAtOnce },
            async (image, _) => verdicts[image] = await DecideAsync(policies, namespaceName, image, cancellationToken).ConfigureAwait(false))
            .ConfigureAwait(false);
        return verdicts;
    }

    private async Task<ImageVerdict> DecideAsync(PolicySet policies, string namespaceName, string text, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(text, out ImageReference? image, out string? error))
        {
            return new ImageVerdict.Denied(text, null, [], ReasonCode.BadReference, error);
        }

        IReadOnlyList<TrustPolicy> matching = policies.Find(image, namespaceName);
        if (matching.Count == 0)
        {
            return Judgement.OfUnmatched(image, policies.Defaults.UnmatchedImages);
        }

        IReadOnlyList<PolicyOutcome> unasked = [.. matching.Where(policy => policy.Rule is not PolicyRule.Require).Select(Judgement.OfRuleAlone)];
        bool refused = unasked.Any(outcome => outcome is { Policy.Mode: PolicyMode.Enforce, Result: not CheckResult.Passed });
        IReadOnlyList<TrustPolicy> demanding = [.. matching.Where(policy => policy.Rule is PolicyRule.Require)];
        return refused || demanding.Count == 0
            ? Judgement.Of(image, image.Digest, unasked, proof: null)      // the registry is not asked what cannot matter
            : await InspectAsync(policies, image, unasked, demanding, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImageVerdict> InspectAsync(
        PolicySet policies, ImageReference image, IReadOnlyList<PolicyOutcome> unasked, IReadOnlyList<TrustPolicy> demanding, CancellationToken cancellationToken)
    {
        RegistryResult<Digest> resolved = image.Digest is { } written
            ? new RegistryResult<Digest>.Found(written)
            : await registry.ResolveAsync(policies.Locate(RepositoryName.Of(image)), image.TagToResolve, cancellationToken).ConfigureAwait(false);
        if (resolved is not RegistryResult<Digest>.Found { Value: var digest })
        {
            CheckResult failure = Reasons.Of(((RegistryResult<Digest>.Failed)resolved).Failure);
            return Judgement.Of(image, null, [.. unasked, .. demanding.Select(policy => new PolicyOutcome(policy, failure, []))], proof: null);
        }

        Dictionary<RepositoryName, RegistryResult<SignatureSet>> sources =
            await FetchAsync(policies, image, digest, demanding, cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        var attestations = new AttestationInspection(image, digest, sources, now, cancellationToken);
        var inspection = new SignerInspection(image, digest, sources, attestations, now, cancellationToken);
        IReadOnlyList<PolicyOutcome> asked = [.. demanding.Select(inspection.Ask)];
        return Judgement.Of(image, digest, [.. unasked, .. asked], inspection.Proof);
    }

    /// <summary>
    /// One fetch for each place where a signer's signatures are stored, however many policies and signers share it. Not for
    /// a signer whose signatures nobody could verify.
    /// </summary>
    private async Task<Dictionary<RepositoryName, RegistryResult<SignatureSet>>> FetchAsync(
        PolicySet policies, ImageReference image, Digest digest, IReadOnlyList<TrustPolicy> demanding, CancellationToken cancellationToken)
    {
        PolicyRule.Require[] rules = [.. demanding.Select(policy => (PolicyRule.Require)policy.Rule)];
        RepositoryName PlaceOf(Signer signer) => signer.Repository ?? RepositoryName.Of(image);
        IEnumerable<RepositoryName> PlacesOf(IEnumerable<Signer> signers) => signers.Where(signer => signer.Trust is SignerTrust.Ready).Select(PlaceOf);
        HashSet<RepositoryName> ofAttestations = [.. PlacesOf(rules.SelectMany(rule => rule.Attestations).SelectMany(demand => demand.Signers))];
        RepositoryName[] places = [.. PlacesOf(rules.SelectMany(rule => rule.Signers)).Concat(ofAttestations).Distinct()];
        RegistryResult<SignatureSet>[] found = await Task.WhenAll(places.Select(place => registry.FetchSignaturesAsync(
            policies.Locate(place),
            digest,
            ofAttestations.Contains(place) ? SignatureKinds.SignaturesAndAttestations : SignatureKinds.Signatures,
            cancellationToken))).ConfigureAwait(false);
        return places.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
    }
}
