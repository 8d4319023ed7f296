using ImageGate.Core.Caching;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using static ImageGate.Core.Tests.Caching.Decisions;

namespace ImageGate.Core.Tests.Caching;

public sealed class VerdictCacheTests
{
    private readonly Decisions _decisions = new();

    [Fact]
    public async Task A_digest_that_was_verified_is_not_asked_again()
    {
        await Admitted(Pinned, Policy(Alice));
        _decisions.Asked().Should().Be(1);

        await Admitted(Pinned, Policy(Alice));
        await Admitted($"{Tagged}@{Signed.Image}", Policy(Alice));

        _decisions.Asked().Should().Be(0);
        _decisions.Cache.Statistics.Should().Match<VerdictCacheStatistics>(one => one.Hits == 2 && one.Misses == 1 && one.Entries == 1 && one.Bytes > 0);
    }

    [Fact]
    public async Task A_tag_is_asked_every_time_and_what_it_names_now_is_what_is_decided()
    {
        await Admitted(Tagged, Policy(Alice));
        _decisions.Asked().Should().Be(2);
        await Admitted(Tagged, Policy(Alice));
        _decisions.Registry.Asked.Should().Equal($"resolve {Tagged}");

        _decisions.Registry.Tag(App, "v1", Other.Image);

        (await Denied(Tagged, Policy(Alice))).Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task A_tag_is_remembered_for_moments_only_where_that_is_wanted()
    {
        var lenient = new Decisions(VerdictCacheSettings.Default with { Tag = TimeSpan.FromSeconds(5) });
        await lenient.DecideAsync(Tagged, Policy(Alice));
        lenient.Registry.Tag(App, "v1", Other.Image);

        lenient.Time.Advance(TimeSpan.FromSeconds(4.9));
        (await lenient.DecideAsync(Tagged, Policy(Alice))).Should().BeOfType<ImageVerdict.Admitted>().Which.Digest.Should().Be(Signed.Image);
        lenient.Time.Advance(TimeSpan.FromSeconds(0.1));
        (await lenient.DecideAsync(Tagged, Policy(Alice))).Should().BeOfType<ImageVerdict.Denied>();
    }

    [Fact]
    public async Task A_changed_policy_is_asked_anew_and_denies_what_the_old_one_admitted()
    {
        await Admitted(Pinned, Policy(Alice, "1"));

        (await Denied(Pinned, Policy(Mallory, "2"))).Reason.Should().Be(ReasonCode.SignatureInvalid);
    }

    [Fact]
    public async Task A_policy_that_did_not_change_keeps_its_answers_when_others_do()
    {
        await Admitted(Pinned, Policy(Alice, "1"));
        _decisions.Asked();

        await Admitted(Pinned, Policy(Alice, "1"), Policy(Alice, "2", "new"));
        _decisions.Asked().Should().Be(1);
        await Admitted(Pinned, Policy(Alice, "2", "new"), Policy(Alice, "1"));
        _decisions.Asked().Should().Be(0);
    }

    [Fact]
    public async Task Of_a_policy_without_a_fingerprint_nothing_is_kept()
    {
        await Admitted(Pinned, Policy(Alice, null));

        (await Denied(Pinned, Policy(Mallory, null))).Reason.Should().Be(ReasonCode.SignatureInvalid);
        await Admitted(Pinned, Policy(Alice, null));
    }

    [Fact]
    public async Task A_yes_counts_for_ten_minutes_so_that_a_removed_signature_stops_counting()
    {
        await Admitted(Pinned, Policy(Alice));
        _decisions.Registry.Signatures(App, Signed.Image, []);

        _decisions.Time.Advance(TimeSpan.FromMinutes(7.9));
        await Admitted(Pinned, Policy(Alice));
        _decisions.Time.Advance(TimeSpan.FromMinutes(2.1));
        (await Denied(Pinned, Policy(Alice))).Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task A_no_counts_for_ten_seconds_so_that_an_image_can_be_signed()
    {
        _decisions.Registry.Signatures(App, Signed.Image, []);
        await Denied(Pinned, Policy(Alice));
        _decisions.Registry.Signatures(App, Signed.Image, Signed.Signatures);
        _decisions.Asked();

        _decisions.Time.Advance(TimeSpan.FromSeconds(9));
        await Denied(Pinned, Policy(Alice));
        _decisions.Asked().Should().Be(0);
        _decisions.Time.Advance(TimeSpan.FromSeconds(1));
        await Admitted(Pinned, Policy(Alice));
    }

    [Fact]
    public async Task That_it_could_not_be_told_is_never_kept()
    {
        _decisions.BreakDown();
        (await _decisions.DecideAsync(Pinned, Policy(Alice))).Should().BeOfType<ImageVerdict.Unavailable>();

        _decisions.Registry.Signatures(App, Signed.Image, Signed.Signatures);

        await Admitted(Pinned, Policy(Alice));
    }

    [Fact]
    public void A_clock_that_was_set_back_makes_no_answer_live_longer()
    {
        var time = new SettableTime();
        var cache = new VerdictCache(VerdictCacheSettings.Default with { Tag = TimeSpan.FromSeconds(5) }, time);
        var key = new AnswerKey(Signed.Image, "1", "place");
        cache.Keep(key, new PolicyAnswer(new CheckResult.Passed("yes"), [], null, null));
        cache.KeepTag("tag", Signed.Image);
        cache.Find(key, out _).Should().NotBeNull();
        cache.FindTag("tag").Should().NotBeNull();

        time.Now -= TimeSpan.FromHours(1);

        cache.Find(key, out _).Should().BeNull();
        cache.FindVerified(key, TimeSpan.FromHours(24)).Should().BeNull();
        cache.FindTag("tag").Should().BeNull();
    }

    [Fact]
    public async Task Other_credentials_another_mirror_or_other_settings_of_the_host_are_another_question()
    {
        TrustPolicy policy = Policy(Alice);
        RegistryAccess nobody = RegistryAccess.Default("ghcr.io");
        await Ask(nobody);
        _decisions.Asked().Should().Be(1);
        await Ask(nobody);
        _decisions.Asked().Should().Be(0);

        RegistryAccess Known(string path, string user, string password, string? token) => new("ghcr.io", false, null, new RegistryCredentials([new RegistryCredential(path, user, password, token)]), 32);
        RegistryAccess[] others =
        [
            new("ghcr.io", false, null, RegistryCredentials.Anonymous, 32), new("ghcr.io", true, null, RegistryCredentials.Anonymous, 32),
            new("ghcr.io", false, "a CA", RegistryCredentials.Anonymous, 32), Known("", "user", "a", null), Known("", "user", "b", null),
            nobody with { TokenRealms = new TokenRealmHosts(["tokens.acme.io"]) },
            nobody with { Credentials = RegistryCredentials.OfCloud(CloudRegistry.Of("ghcr.azurecr.io")!) },
            Known("", "usera", "", null), Known("acme", "user", "a", null), Known("", "user", "a", "token"),
        ];
        foreach (RegistryAccess other in others)
        {
            await Ask(other);
            _decisions.Asked().Should().Be(1, "{0} is not what was asked before", other);
        }

        await Ask(others[3] with { });
        _decisions.Asked().Should().Be(0);

        await Ask(nobody with { Credentials = RegistryCredentials.OfCloud(CloudRegistry.Of("ghcr.azurecr.io")!) });
        _decisions.Asked().Should().Be(0, "the login of an identity may change, the identity does not");

        Task<ImageVerdict> Ask(RegistryAccess access) => _decisions.DecideAsync(new PolicySet([policy], GateDefaults.Strict, [access], [], "r"), Pinned);
    }

    [Fact]
    public async Task An_answer_in_use_is_renewed_in_the_background_before_it_ends()
    {
        await Admitted(Pinned, Policy(Alice));
        _decisions.Asked();
        _decisions.Time.Advance(TimeSpan.FromMinutes(8));

        await Admitted(Pinned, Policy(Alice));
        await EventuallyAsync(() => _decisions.Cache.Find(KeyOfPinned(), out bool isDue) is not null && !isDue);
        _decisions.Asked().Should().Be(1);

        _decisions.Time.Advance(TimeSpan.FromMinutes(7.9));
        await Admitted(Pinned, Policy(Alice));
        _decisions.Asked().Should().Be(0);
    }

    [Fact]
    public void However_many_digests_come_the_memory_is_bounded()
    {
        var cache = new VerdictCache(VerdictCacheSettings.Default with { MaxEntries = 1_000 }, _decisions.Time);
        for (int i = 0; i < 100_000; i++)
        {
            cache.Keep(new AnswerKey(Sigstore.Digest.Of(BitConverter.GetBytes(i)), "1", "place"), new PolicyAnswer(new CheckResult.Passed("yes"), [], null, null));
        }

        cache.Statistics.Entries.Should().Be(1_000);
        cache.Statistics.Evictions.Should().Be(99_000);
        var small = new VerdictCache(VerdictCacheSettings.Default with { MaxBytes = 100_000 }, _decisions.Time);
        for (int i = 0; i < 1_000; i++)
        {
            small.Keep(new AnswerKey(Sigstore.Digest.Of(BitConverter.GetBytes(i)), "1", "place"), new PolicyAnswer(new CheckResult.Failed(ReasonCode.NoSignature, new string('x', 10_000)), [], null, null));
        }

        small.Statistics.Bytes.Should().BeLessThanOrEqualTo(100_000);
        small.Statistics.Entries.Should().BeInRange(1, 5);
    }

    [Fact]
    public void A_yes_is_due_in_the_last_fifth_of_its_time_and_a_no_never_is()
    {
        var yes = new AnswerKey(Signed.Image, "1", "place");
        var no = new AnswerKey(Other.Image, "1", "place");
        var cache = new VerdictCache(VerdictCacheSettings.Default with { Failed = VerdictCacheSettings.Default.Passed }, _decisions.Time);
        cache.Keep(yes, new PolicyAnswer(new CheckResult.Passed("yes"), [], null, null));
        cache.Keep(no, new PolicyAnswer(new CheckResult.Failed(ReasonCode.NoSignature, "no"), [], null, null));

        _decisions.Time.Advance((0.8 * VerdictCacheSettings.Default.Passed) - TimeSpan.FromTicks(1));
        cache.Find(yes, out bool isDue).Should().NotBeNull();
        isDue.Should().BeFalse();
        _decisions.Time.Advance(TimeSpan.FromTicks(1));
        cache.Find(yes, out isDue).Should().NotBeNull();
        isDue.Should().BeTrue();
        cache.Find(no, out isDue).Should().NotBeNull();
        isDue.Should().BeFalse();
    }

    [Fact]
    public void All_texts_of_an_answer_count_against_the_bound()
    {
        const int Long = 1_000;
        string text = new('x', Long);
        long small = BytesOf("1", "p", "d", "s", "t");
        BytesOf(text, "p", "d", "s", "t").Should().Be(small + (2 * (Long - 1)));
        BytesOf("1", text, "d", "s", "t").Should().Be(small + (2 * (Long - 1)));
        BytesOf("1", "p", text, "s", "t").Should().Be(small + (2 * (Long - 1)));
        BytesOf("1", "p", "d", text, "t").Should().Be(small + (2 * (Long - 1)));
        BytesOf("1", "p", "d", "s", text).Should().Be(small + (2 * (Long - 1)));

        long BytesOf(string fingerprint, string places, string detail, string signer, string ofSigner)
        {
            var cache = new VerdictCache(VerdictCacheSettings.Default, _decisions.Time);
            cache.Keep(new AnswerKey(Signed.Image, fingerprint, places), new PolicyAnswer(new CheckResult.Passed(detail), [new SignerOutcome(signer, new CheckResult.Passed(ofSigner))], null, null));
            return cache.Statistics.Bytes;
        }
    }

    [Fact]
    public void Long_tags_make_room_sooner()
    {
        var cache = new VerdictCache(VerdictCacheSettings.Default with { Tag = TimeSpan.FromSeconds(5), MaxBytes = 10_000 }, _decisions.Time);
        string[] tags = [.. "abc".Select(letter => new string(letter, 2_000))];
        foreach (string tag in tags)
        {
            cache.KeepTag(tag, Signed.Image);
        }

        tags.Select(cache.FindTag).Should().Equal(null, Signed.Image, Signed.Image);
    }

    private static AnswerKey KeyOfPinned() => AnswerKey.Of(new RepositoryLocator(Set(Policy(Alice)), PullCredentials.None), Policy(Alice), Core.Images.ImageReference.Parse(Pinned), Signed.Image);

    private async Task Admitted(string image, params TrustPolicy[] policies) =>
        (await _decisions.DecideAsync(image, policies)).Should().BeOfType<ImageVerdict.Admitted>().Which.Digest.Should().Be(Signed.Image);

    private async Task<ImageVerdict.Denied> Denied(string image, params TrustPolicy[] policies) =>
        (await _decisions.DecideAsync(image, policies)).Should().BeOfType<ImageVerdict.Denied>().Subject;

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
