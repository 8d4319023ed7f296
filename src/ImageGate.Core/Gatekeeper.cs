using ImageGate.Core.Caching;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>Decides images: which policies speak of each, which bytes it is, who signed them.</summary>
public sealed class Gatekeeper
{
    private readonly IImageRegistry _registry;
    private readonly VerdictCache _cache;
    private readonly Inspector _inspector;
    private readonly Flights<string, RegistryResult<Digest>> _resolutions;

    /// <summary>Makes a gatekeeper; it is meant to live as long as the process and to be used by many at once.</summary>
    /// <param name="registry">Where images and signatures are.</param>
    /// <param name="time">What is now, for the age of attestations, for certificates that must be good now, and for time-outs.</param>
    /// <param name="cache">Where answers are kept.</param>
    /// <param name="measureVerifying">Begins to measure a verification, whose end is when its result is disposed of; null: nobody does.</param>
    public Gatekeeper(IImageRegistry registry, TimeProvider time, VerdictCache cache, Func<IDisposable>? measureVerifying = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(cache);
        _registry = registry;
        _cache = cache;
        _inspector = new Inspector(registry, cache, time, measureVerifying);
        _resolutions = new Flights<string, RegistryResult<Digest>>(Limits.WorkTime, Limits.MaxOrphans, time);
    }

    /// <summary>For a few decisions: with the system's clock, and without keeping answers.</summary>
    /// <param name="registry">Where images and signatures are.</param>
    public Gatekeeper(IImageRegistry registry)
        : this(registry, TimeProvider.System, new VerdictCache(VerdictCacheSettings.Off, TimeProvider.System))
    {
    }

    /// <summary>Resolutions and inspections that are being done, and how many callers so far found theirs already begun.</summary>
    public (int InTheAir, long Shared) Works => (
        _resolutions.Statistics.InTheAir + _inspector.Statistics.InTheAir, _resolutions.Statistics.Shared + _inspector.Statistics.Shared);

    /// <summary>
    /// Tells questions apart by what their answers are kept under: the image, the policies that have to be asked, and where and
    /// as whom registries are. Null: no registry is asked. It holds no credential.
    /// </summary>
    /// <param name="policies">The policies.</param>
    /// <param name="placement">Where the image would run.</param>
    /// <param name="image">The image.</param>
    public static string? QuestionOf(PolicySet policies, Placement placement, ImageReference image)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentNullException.ThrowIfNull(image);
        TrustPolicy[] demanding = [.. policies.Find(image, placement).ToAsk.Where(policy => policy.Rule is PolicyRule.Require)];
        if (demanding.Length == 0)
        {
            return null;
        }

        var locator = new RepositoryLocator(policies, placement.Pull);
        IEnumerable<RepositoryName> places = demanding.SelectMany(policy => SignaturePlaces.Of(policy, image)).Append(RepositoryName.Of(image)).Distinct();
        string bytes = image.Digest?.ToString() ?? image.TagToResolve;
        return string.Join('\n', [$"{image.Name} {bytes}", .. demanding.Select(policy => policy.Name), .. places.Select(locator.IdentityOf)]);
    }

    /// <summary>Decides every image of one request.</summary>
    /// <param name="policies">The policies of the whole request.</param>
    /// <param name="placement">Where the images would run.</param>
    /// <param name="images">The texts; each distinct one is decided once.</param>
    /// <param name="cancellationToken">The request's deadline, shared by all images; what is not decided by then is <see cref="ImageVerdict.Unavailable"/>.</param>
    /// <returns>A verdict for every text.</returns>
    public async Task<IReadOnlyDictionary<string, ImageVerdict>> DecideAsync(
        PolicySet policies, Placement placement, IReadOnlyCollection<string> images, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(policies);
        ArgumentNullException.ThrowIfNull(placement);
        ArgumentNullException.ThrowIfNull(images);
        string[] distinct = images.Count == 1 ? [.. images] : [.. images.Distinct(StringComparer.Ordinal)];
        var verdicts = new ImageVerdict[distinct.Length];
        int next = -1;
        var workers = new Task[Math.Min(distinct.Length, Limits.MaxImagesAtOnce)];
        for (int worker = 0; worker < workers.Length; worker++)
        {
            // The first one comes back only when it has to wait for a registry: what is known is decided here and now.
            workers[worker] = DecideRestAsync();
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        var byText = new Dictionary<string, ImageVerdict>(distinct.Length, StringComparer.Ordinal);
        for (int i = 0; i < distinct.Length; i++)
        {
            byText.Add(distinct[i], verdicts[i]);
        }

        return byText;

        async Task DecideRestAsync()
        {
            for (int i = Interlocked.Increment(ref next); i < distinct.Length; i = Interlocked.Increment(ref next))
            {
                verdicts[i] = await DecideAsync(policies, placement, distinct[i], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<ImageVerdict> DecideAsync(PolicySet policies, Placement placement, string text, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(text, out ImageReference? image, out string? error))
        {
            return new ImageVerdict.Denied(text, null, [], ReasonCode.BadReference, error);
        }

        PolicyMatches matches = policies.Find(image, placement);
        UnmatchedImages unmatched = policies.Defaults.UnmatchedImages;
        if (matches.MayBeUnmatched && unmatched == UnmatchedImages.Deny)
        {
            return Judgement.OfUndecided(image, matches);
        }

        IReadOnlyList<TrustPolicy> matching = matches.ToAsk;
        if (matching.Count == 0)
        {
            return Judgement.OfUnmatched(image, unmatched);
        }

        var unasked = new List<PolicyOutcome>();
        var demanding = new List<TrustPolicy>(matching.Count);
        foreach (TrustPolicy policy in matching)
        {
            if (policy.Rule is PolicyRule.Require)
            {
                demanding.Add(policy);
            }
            else
            {
                unasked.Add(matches.Settle(Judgement.OfRuleAlone(policy)));
            }
        }

        bool refused = unasked.Exists(outcome => outcome is { Policy.Mode: PolicyMode.Enforce, Result: not CheckResult.Passed });
        return refused || demanding.Count == 0
            ? Judgement.Of(image, image.Digest, unasked, proof: null)      // the registry is not asked what cannot matter
            : await InspectAsync(new RepositoryLocator(policies, placement.Pull), image, unasked, demanding, matches, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ImageVerdict> InspectAsync(
        RepositoryLocator locator,
        ImageReference image,
        IReadOnlyList<PolicyOutcome> unasked,
        IReadOnlyList<TrustPolicy> demanding,
        PolicyMatches matches,
        CancellationToken cancellationToken)
    {
        RegistryResult<Digest> resolved = image.Digest is { } written
            ? new RegistryResult<Digest>.Found(written)
            : await ResolveAsync(locator.Locate(RepositoryName.Of(image)), image.TagToResolve, cancellationToken).ConfigureAwait(false);
        if (resolved is not RegistryResult<Digest>.Found { Value: var digest })
        {
            CheckResult failure = Reasons.Of(((RegistryResult<Digest>.Failed)resolved).Failure);
            return Judgement.Of(image, null, [.. unasked, .. demanding.Select(policy => matches.Settle(new PolicyOutcome(policy, failure, [])))], proof: null);
        }

        IReadOnlyList<PolicyAnswer> answers = await _inspector.AskAsync(locator, image, digest, demanding, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<PolicyOutcome>(unasked.Count + answers.Count);
        outcomes.AddRange(unasked);
        VerifiedSignature? proof = null;
        for (int i = 0; i < answers.Count; i++)
        {
            outcomes.Add(matches.Settle(new PolicyOutcome(demanding[i], answers[i].Result, answers[i].Signers)));
            proof ??= answers[i].Proof;
        }

        return Judgement.Of(image, digest, outcomes, proof);
    }

    // A tag is asked anew for every request, unless it was asked a moment ago and that is wanted: it may have been moved.
    private async Task<RegistryResult<Digest>> ResolveAsync(RepositoryLocation repository, string tag, CancellationToken cancellationToken)
    {
        string key = $"{tag} {AnswerKey.IdentityOf(repository)}";
        if (_cache.FindTag(key) is { } known)
        {
            return new RegistryResult<Digest>.Found(known);
        }

        try
        {
            return await _resolutions.JoinAsync(key, bound => ResolveAndKeepAsync(repository, tag, key, bound), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new RegistryResult<Digest>.Failed(new RegistryFailure.Unavailable(
                UnavailableCause.Timeout, $"{repository.Name}: {repository.Name.Registry} did not say before the request's deadline which digest the tag names", null));
        }
    }

    private async Task<RegistryResult<Digest>> ResolveAndKeepAsync(RepositoryLocation repository, string tag, string key, CancellationToken bound)
    {
        RegistryResult<Digest> resolved = await _registry.ResolveAsync(repository, tag, bound).ConfigureAwait(false);
        if (resolved is RegistryResult<Digest>.Found { Value: var digest })
        {
            _cache.KeepTag(key, digest);
        }

        return resolved;
    }
}
