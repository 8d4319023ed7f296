using ImageGate.Core.Caching;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>
/// What the policies that demand signers say of one digest: from the cache, or by reading and verifying its signatures, once
/// for all who want the same at the same time.
/// </summary>
internal sealed class Inspector(IImageRegistry registry, VerdictCache cache, TimeProvider time, Func<IDisposable>? measureVerifying)
{
    private readonly SourceOrder _order = new();
    private readonly Flights<string, IReadOnlyList<PolicyAnswer>> _flights = new(Limits.WorkTime, Limits.MaxOrphans, time);

    public (int InTheAir, long Shared) Statistics => _flights.Statistics;

    /// <summary>Asks all policies.</summary>
    /// <param name="locator">Where repositories are read.</param>
    /// <param name="image">The image; only its repository matters.</param>
    /// <param name="digest">Its bytes.</param>
    /// <param name="demanding">The policies, whose rules are all <see cref="PolicyRule.Require"/>.</param>
    /// <param name="cancellationToken">How long the caller waits; what is not known by then could not be told.</param>
    public async Task<IReadOnlyList<PolicyAnswer>> AskAsync(
        RepositoryLocator locator, ImageReference image, Digest digest, IReadOnlyList<TrustPolicy> demanding, CancellationToken cancellationToken)
    {
        var keys = new AnswerKey[demanding.Count];
        var answers = new PolicyAnswer?[demanding.Count];
        var missing = new List<int>();
        var due = new List<int>();
        for (int i = 0; i < answers.Length; i++)
        {
            keys[i] = AnswerKey.Of(locator, demanding[i], image, digest);
            answers[i] = cache.Find(keys[i], out bool isDue);
            (answers[i] is null ? missing : isDue ? due : null)?.Add(i);
        }

        if (missing.Count > 0)
        {
            IReadOnlyList<PolicyAnswer> asked =
                await AskNowAsync(locator, image, digest, Only(demanding, missing), Only(keys, missing), cancellationToken).ConfigureAwait(false);
            for (int i = 0; i < missing.Count; i++)
            {
                answers[missing[i]] = Fallback(demanding[missing[i]], keys[missing[i]], asked[i]);
            }
        }
        else if (due.Count > 0)
        {
            // Images in use do not wait once in a while for what can be asked beforehand.
            Renew(locator, image, digest, Only(demanding, due), Only(keys, due));
        }

        return answers!;
    }

    private Task<IReadOnlyList<PolicyAnswer>> AskNowAsync(
        RepositoryLocator locator, ImageReference image, Digest digest, TrustPolicy[] demanding, AnswerKey[] keys, CancellationToken cancellationToken) => JoinAsync(
        NameOf(keys),
        bound => KnownMeanwhile(keys) ?? AskAllAsync(locator, image, digest, demanding, keys, bound),
        () => Late(locator, image, demanding),
        keys.Length,
        cancellationToken);

    private void Renew(RepositoryLocator locator, ImageReference image, Digest digest, TrustPolicy[] demanding, AnswerKey[] keys) =>
        _flights.Start(NameOf(keys), bound => AskAllAsync(locator, image, digest, demanding, keys, bound));

    private async Task<IReadOnlyList<PolicyAnswer>> JoinAsync(
        string key, Func<CancellationToken, Task<IReadOnlyList<PolicyAnswer>>> work, Func<CheckResult.Unavailable> late, int count, CancellationToken cancellationToken)
    {
        try
        {
            return await _flights.JoinAsync(key, work, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return [.. Enumerable.Repeat(PolicyAnswer.Unavailable(late()), count)];
        }
    }

    // The slow host is that of the signatures, which with a mirror or another repository is not that of the image.
    private static CheckResult.Unavailable Late(RepositoryLocator locator, ImageReference image, IReadOnlyList<TrustPolicy> demanding)
    {
        IEnumerable<string> hosts = demanding.SelectMany(policy => SignaturePlaces.Of(policy, image)).Select(place => locator.Locate(place).Name.Registry).Distinct(StringComparer.Ordinal);
        return new CheckResult.Unavailable(
            ReasonCode.RegistryTimeout,
            $"{image.Name}: the signatures were not read from {string.Join(" and ", hosts)} and verified before the request's deadline",
            null);
    }

    // Who found nothing in the cache may come when the work that was going on has just ended.
    private Task<IReadOnlyList<PolicyAnswer>>? KnownMeanwhile(AnswerKey[] keys)
    {
        PolicyAnswer[] known = [.. keys.Select(cache.Peek).OfType<PolicyAnswer>()];
        return known.Length == keys.Length ? Task.FromResult<IReadOnlyList<PolicyAnswer>>(known) : null;
    }

    private async Task<IReadOnlyList<PolicyAnswer>> AskAllAsync(
        RepositoryLocator locator, ImageReference image, Digest digest, IReadOnlyList<TrustPolicy> demanding, IReadOnlyList<AnswerKey> keys, CancellationToken bound)
    {
        // Ends the reading of what is not needed any more.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(bound);
        Dictionary<RepositoryName, PlaceReading> places = Places(locator, image, digest, demanding);
        var reading = new SignatureReading([.. places.Values], time, enough.Token);
        IReadOnlyList<PolicyAnswer> answers;
        if (demanding.All(CanPassEarly) && places.Count > 0)
        {
            await reading.ReadFirstAsync().ConfigureAwait(false);
        }
        else
        {
            await reading.ReadAllAsync().ConfigureAwait(false);
        }

        while (true)
        {
            // First asked whether it is complete: what arrives in between would otherwise be missing from a final answer.
            bool isComplete = reading.IsComplete;
            int answered = reading.Answered;
            answers = Ask(image, digest, demanding, places, bound);
            if (isComplete || answers.All(answer => answer.Result is CheckResult.Passed))
            {
                break;
            }

            await reading.ReadMoreAsync(answered).ConfigureAwait(false);
        }

        await enough.CancelAsync().ConfigureAwait(false);
        Keep(places.Values, keys, answers);
        return answers;
    }

    private List<PolicyAnswer> Ask(
        ImageReference image, Digest digest, IReadOnlyList<TrustPolicy> demanding, Dictionary<RepositoryName, PlaceReading> places, CancellationToken bound)
    {
        using IDisposable? measured = measureVerifying?.Invoke();
        var sources = places.ToDictionary(place => place.Key, place => place.Value.SoFar);
        DateTimeOffset now = time.GetUtcNow();
        return [.. demanding.Select(policy => new SignerInspection(image, digest, sources, now, bound).Ask(policy))];
    }

    private void Keep(IEnumerable<PlaceReading> places, IReadOnlyList<AnswerKey> keys, IReadOnlyList<PolicyAnswer> answers)
    {
        foreach (PlaceReading place in places)
        {
            if (place.OnlySource is { } source)
            {
                _order.Learn(place.Location.Name, source);
            }
        }

        for (int i = 0; i < answers.Count; i++)
        {
            cache.Keep(keys[i], answers[i]);
        }
    }

    /// <summary>One reading for each place where signatures are stored, however many policies and signers share it.</summary>
    private Dictionary<RepositoryName, PlaceReading> Places(RepositoryLocator locator, ImageReference image, Digest digest, IReadOnlyList<TrustPolicy> demanding)
    {
        HashSet<RepositoryName> ofAttestations = [.. demanding.SelectMany(policy => SignaturePlaces.OfAttestations(policy, image))];
        var places = new Dictionary<RepositoryName, PlaceReading>();
        foreach (RepositoryName place in demanding.SelectMany(policy => SignaturePlaces.Of(policy, image)).Distinct())
        {
            RepositoryLocation location = locator.Locate(place);
            places.Add(place, new PlaceReading(registry, location, digest, _order.Of(location.Name, ofAttestations.Contains(place))));
        }

        return places;
    }

    // One signature more never turns a yes into a no, and neither does one attestation more where any suffices. Where all or
    // the newest count, the one that was not read may be the one that matters.
    private static bool CanPassEarly(TrustPolicy policy) =>
        ((PolicyRule.Require)policy.Rule).Attestations.All(demand => demand.Accept == AttestationAcceptance.Any);

    private PolicyAnswer Fallback(TrustPolicy policy, AnswerKey key, PolicyAnswer answer) =>
        answer.Result is CheckResult.Unavailable unavailable
        && policy.OnUnavailable is UnavailableAction.VerifiedWithin { Time: var within }
        && cache.FindVerified(key, within) is { } verified
            ? verified.Answer with
            {
                Result = new CheckResult.Passed($"verified at {verified.Since.UtcDateTime:u}")
                {
                    Warning = $"{unavailable.Reason}: {unavailable.Detail}; admitted because it was verified at {verified.Since.UtcDateTime:u}",
                },
            }
            : answer;

    private static string NameOf(AnswerKey[] keys) => string.Join('\n', keys.Select(key => $"{key.Image} {key.Fingerprint} {key.Places}"));

    private static T[] Only<T>(IReadOnlyList<T> all, List<int> indices) => [.. indices.Select(i => all[i])];
}
