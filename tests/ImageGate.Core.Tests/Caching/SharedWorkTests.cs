using ImageGate.Core.Caching;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using static ImageGate.Core.Tests.Caching.Decisions;

namespace ImageGate.Core.Tests.Caching;

/// <summary>How often registries are asked: once for all who want the same, and no more than a yes needs.</summary>
public sealed class SharedWorkTests
{
    private readonly Decisions _decisions = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Five_hundred_cold_requests_of_one_digest_cost_one_resolution_and_one_reading()
    {
        _decisions.Registry.ResolveWait = _held.Task;
        PolicySet set = Set(Policy(Alice));
        Task<ImageVerdict>[] requests = [.. Enumerable.Range(0, 500).Select(_ => _decisions.DecideAsync(set, Tagged))];
        await EventuallyAsync(() => _decisions.Shared == 499);

        _held.SetResult();

        (await Task.WhenAll(requests)).Should().AllBeOfType<ImageVerdict.Admitted>();
        _decisions.Registry.Asked.Should().Equal($"resolve {Tagged}", $"SignatureTag {App}@{Signed.Image}");
    }

    [Fact]
    public async Task Five_policies_of_one_image_cost_one_resolution_and_one_reading()
    {
        TrustPolicy[] five = [.. Enumerable.Range(0, 5).Select(i => Policy(Alice, $"{i}", $"p{i}"))];

        (await _decisions.DecideAsync(Tagged, five)).Should().BeOfType<ImageVerdict.Admitted>();

        _decisions.Asked().Should().Be(2);
    }

    [Fact]
    public async Task Who_gives_up_is_told_that_it_could_not_be_told_and_finds_the_answer_when_he_comes_back()
    {
        _decisions.Registry.Waits[SignatureSource.SignatureTag] = _held.Task;
        using var deadline = new CancellationTokenSource();
        Task<ImageVerdict> first = _decisions.DecideAsync(Set(Policy(Alice)), Pinned, deadline.Token);
        await deadline.CancelAsync();
        ImageVerdict.Unavailable late = (await first).Should().BeOfType<ImageVerdict.Unavailable>().Subject;
        late.Reason.Should().Be(ReasonCode.RegistryTimeout);
        late.Detail.Should().Contain("ghcr.io/acme/app: the signatures were not read from ghcr.io and verified before the request's deadline");

        Task<ImageVerdict> second = _decisions.DecideAsync(Pinned, Policy(Alice));
        _held.SetResult();

        (await second).Should().BeOfType<ImageVerdict.Admitted>();
        _decisions.Registry.Sources(App).Should().Equal(SignatureSource.SignatureTag);
    }

    [Fact]
    public async Task Who_gives_up_while_the_tag_is_asked_is_told_which_host_was_slow()
    {
        _decisions.Registry.ResolveWait = _held.Task;
        using var deadline = new CancellationTokenSource();
        Task<ImageVerdict> first = _decisions.DecideAsync(Set(Policy(Alice)), Tagged, deadline.Token);
        await deadline.CancelAsync();

        (await first).Should().BeOfType<ImageVerdict.Unavailable>().Which.Detail.Should().Contain("ghcr.io did not say before the request's deadline");
        _held.SetResult();
    }

    [Fact]
    public async Task Requests_with_other_credentials_do_not_share_a_resolution()
    {
        _decisions.Registry.ResolveWait = _held.Task;
        Task<ImageVerdict>[] requests = [.. new[] { "a", "b", "a" }.Select(password => _decisions.DecideAsync(SetOf(password), Tagged))];
        await EventuallyAsync(() => _decisions.Shared == 1);

        _held.SetResult();

        (await Task.WhenAll(requests)).Should().AllBeOfType<ImageVerdict.Admitted>();
        _decisions.Registry.Asked.Where(asked => asked.StartsWith("resolve", StringComparison.Ordinal)).Should().HaveCount(2);

        static PolicySet SetOf(string password) => new(
            [Policy(Alice)], GateDefaults.Strict, [new RegistryAccess("ghcr.io", false, null, new RegistryCredentials([new RegistryCredential("", "u", password, null)]), 32)], [], "r");
    }

    [Fact]
    public async Task A_yes_needs_one_source_and_a_no_needs_all()
    {
        (await _decisions.DecideAsync(Pinned, Policy(Alice, "1"))).Should().BeOfType<ImageVerdict.Admitted>();
        _decisions.Registry.Sources(App).Should().Equal(SignatureSource.SignatureTag);

        (await _decisions.DecideAsync(Pinned, Policy(Mallory, "2"))).Should().BeOfType<ImageVerdict.Denied>();
        _decisions.Registry.Sources(App).Should().Equal(SignatureSource.SignatureTag, SignatureSource.SignatureTag, SignatureSource.Referrers);
    }

    [Fact]
    public async Task A_good_signature_in_the_second_source_is_found_and_the_next_time_it_is_the_first()
    {
        _decisions.Registry.Holder = SignatureSource.Referrers;

        (await _decisions.DecideAsync(Pinned, Policy(Alice, "1"))).Should().BeOfType<ImageVerdict.Admitted>();
        (await _decisions.DecideAsync(Pinned, Policy(Alice, "2"))).Should().BeOfType<ImageVerdict.Admitted>();

        _decisions.Registry.Sources(App).Should().Equal(SignatureSource.SignatureTag, SignatureSource.Referrers, SignatureSource.Referrers);
    }

    [Fact]
    public async Task A_source_that_takes_its_time_does_not_keep_a_good_one_waiting()
    {
        _decisions.Registry.Holder = SignatureSource.Referrers;
        _decisions.Registry.Waits[SignatureSource.SignatureTag] = _held.Task;
        Task<ImageVerdict> decision = _decisions.DecideAsync(Pinned, Policy(Alice));
        (await _decisions.Time.NextTimerAsync(TimeSpan.FromSeconds(1))).Should().Be(Limits.HeadStart);

        _decisions.Time.Advance(Limits.HeadStart);

        (await decision).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task What_is_not_needed_any_more_is_not_read_to_its_end()
    {
        _decisions.Registry.Holder = SignatureSource.Referrers;
        _decisions.Registry.Waits[SignatureSource.SignatureTag] = _held.Task;
        Task<ImageVerdict> decision = _decisions.DecideAsync(Pinned, Policy(Alice));
        await _decisions.Time.NextTimerAsync(TimeSpan.FromSeconds(1));
        _decisions.Time.Advance(Limits.HeadStart);
        await decision;

        await EventuallyAsync(() => _decisions.Registry.GivenUp.Contains(SignatureSource.SignatureTag));
    }

    [Fact]
    public async Task A_head_start_that_is_not_needed_leaves_no_timer()
    {
        await _decisions.DecideAsync(Pinned, Policy(Alice));

        _decisions.Time.NextTimerAsync(TimeSpan.FromSeconds(1)).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task What_arrives_while_signatures_are_verified_is_looked_at_before_anything_else_is_waited_for()
    {
        var arrives = new TaskCompletionSource();
        _decisions.Registry.Waits[SignatureSource.SignatureTag] = arrives.Task;
        _decisions.Registry.Waits[SignatureSource.Referrers] = _held.Task;
        _decisions.Registry.Waits[SignatureSource.AttestationTag] = _held.Task;
        var gatekeeper = new Gatekeeper(_decisions.Registry, _decisions.Time, _decisions.Cache, () => new AtTheEnd(() => arrives.TrySetResult()));
        Task<IReadOnlyDictionary<string, ImageVerdict>> decision = gatekeeper.DecideAsync(Set(Policy(Alice)), Placement.In("prod"), [Pinned], default);
        await _decisions.Time.NextTimerAsync(TimeSpan.FromSeconds(1));

        _decisions.Time.Advance(Limits.HeadStart);

        (await decision)[Pinned].Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task An_answer_that_came_between_the_look_for_it_and_the_work_is_not_asked_for_again()
    {
        PolicySet set = Set(Policy(Alice));
        await _decisions.DecideAsync(set, Pinned);
        var key = AnswerKey.Of(new RepositoryLocator(set, PullCredentials.None), Policy(Alice), Core.Images.ImageReference.Parse(Pinned), Signed.Image);
        PolicyAnswer known = _decisions.Cache.Peek(key)!;
        var cache = new VerdictCache(VerdictCacheSettings.Default, _decisions.Time);
        var gatekeeper = new Gatekeeper(_decisions.Registry, new AtTheFirstTimer(() => cache.Keep(key, known)), cache);
        _decisions.Asked();

        (await gatekeeper.DecideAsync(set, Placement.In("prod"), [Pinned], default))[Pinned].Should().BeOfType<ImageVerdict.Admitted>();

        _decisions.Asked().Should().Be(0);
    }

    [Fact]
    public async Task Of_many_images_a_few_at_once_are_resolved()
    {
        _decisions.Registry.ResolveWait = _held.Task;
        var gatekeeper = new Gatekeeper(_decisions.Registry, _decisions.Time, _decisions.Cache);

        Task decision = gatekeeper.DecideAsync(Set(Policy(Alice)), Placement.In("prod"), [.. Enumerable.Range(0, 50).Select(i => $"{App}:{i}")], default);

        gatekeeper.Works.InTheAir.Should().Be(Limits.MaxImagesAtOnce);
        _held.SetResult();
        await decision;
        _decisions.Asked().Should().Be(50);
    }

    [Fact]
    public async Task Nothing_is_denied_before_the_slow_source_has_answered()
    {
        _decisions.Registry.Waits[SignatureSource.SignatureTag] = _held.Task;
        Task<ImageVerdict> decision = _decisions.DecideAsync(Pinned, Policy(Alice));
        await _decisions.Time.NextTimerAsync(TimeSpan.FromSeconds(1));
        _decisions.Time.Advance(Limits.HeadStart);
        decision.IsCompleted.Should().BeFalse();

        _held.SetResult();

        (await decision).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Where_all_or_the_newest_attestation_counts_all_sources_are_read_before_a_yes()
    {
        var instance = new Attested();
        foreach ((AttestationAcceptance accept, int sources) in new[] { (AttestationAcceptance.Any, 1), (AttestationAcceptance.All, 3), (AttestationAcceptance.Newest, 3) })
        {
            StubRegistry registry = instance.Registry(instance.Signature, instance.Stated(Attested.Provenance, Attested.Build));
            var time = new Testing.ManualTimeProvider(instance.Now.AddMinutes(2));
            var demand = new AttestationDemand("provenance", Attested.Provenance, [instance.Workflow("build", Attested.Build)], accept, null);
            PolicySet set = Set(Attested.Policy(new PolicyRule.Require(1, [instance.Workflow("release", Attested.Release)], [demand])));

            ImageVerdict verdict = (await new Gatekeeper(registry, time, new VerdictCache(VerdictCacheSettings.Off, time)).DecideAsync(set, Placement.In("prod"), [Tagged], default))[Tagged];

            verdict.Should().BeOfType<ImageVerdict.Admitted>();
            registry.Sources(App).Should().HaveCount(sources, "{0}", accept);
        }
    }

    [Fact]
    public async Task An_attestation_that_grows_too_old_is_asked_again_at_that_very_moment()
    {
        var instance = new Attested();
        StubRegistry registry = instance.Registry(instance.Signature, instance.Stated(Attested.Provenance, Attested.Build));
        var time = new Testing.ManualTimeProvider(instance.Now.AddMinutes(2));
        var demand = new AttestationDemand("provenance", Attested.Provenance, [instance.Workflow("build", Attested.Build)], AttestationAcceptance.Any, TimeSpan.FromMinutes(5));
        PolicySet set = Set(Attested.Policy(new PolicyRule.Require(1, [instance.Workflow("release", Attested.Release)], [demand])) with { Fingerprint = "1" });
        var gatekeeper = new Gatekeeper(registry, time, new VerdictCache(VerdictCacheSettings.Default, time));
        async Task<ImageVerdict> Decide() => (await gatekeeper.DecideAsync(set, Placement.In("prod"), [Tagged], default))[Tagged];

        (await Decide()).Should().BeOfType<ImageVerdict.Admitted>();
        time.Advance(TimeSpan.FromMinutes(4));
        (await Decide()).Should().BeOfType<ImageVerdict.Admitted>();
        time.Advance(TimeSpan.FromTicks(1));
        (await Decide()).Should().BeOfType<ImageVerdict.Denied>().Which.Reason.Should().Be(ReasonCode.AttestationTooOld);
    }

    private sealed class AtTheEnd(Action act) : IDisposable
    {
        public void Dispose() => act();
    }

    /// <summary>The system's clock. A work's own bound is the first timer that is set for it.</summary>
    private sealed class AtTheFirstTimer(Action act) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            act();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
