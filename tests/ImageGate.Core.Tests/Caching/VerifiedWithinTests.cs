using ImageGate.Core.Caching;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using static ImageGate.Core.Tests.Caching.Decisions;

namespace ImageGate.Core.Tests.Caching;

public sealed class VerifiedWithinTests
{
    private readonly Decisions _decisions = new();

    [Fact]
    public async Task While_the_registry_is_down_a_digest_that_was_verified_is_admitted_with_a_warning_and_pinned()
    {
        await _decisions.DecideAsync(Pinned, Within24Hours());
        _decisions.BreakDown();
        _decisions.Time.Advance(TimeSpan.FromHours(24));

        ImageVerdict.Admitted admitted = (await _decisions.DecideAsync(Pinned, Within24Hours())).Should().BeOfType<ImageVerdict.Admitted>().Subject;

        admitted.Digest.Should().Be(Signed.Image);
        admitted.Warnings.Should().ContainSingle().Which.Should()
            .Contain("RegistryUnreachable: signer \"s\": ghcr.io does not answer; admitted because it was verified at 2030-01-01 00:00:00Z");
    }

    [Fact]
    public async Task After_that_time_it_is_not()
    {
        await _decisions.DecideAsync(Pinned, Within24Hours());
        _decisions.BreakDown();
        _decisions.Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));

        await UnavailableAsync(Pinned, Within24Hours());
    }

    [Fact]
    public async Task What_was_never_verified_is_not_admitted()
    {
        _decisions.BreakDown();

        await UnavailableAsync(Pinned, Within24Hours());
    }

    [Fact]
    public async Task What_was_verified_for_another_policy_is_not_admitted()
    {
        await _decisions.DecideAsync(Pinned, Within24Hours());
        _decisions.BreakDown();
        _decisions.Time.Advance(TimeSpan.FromHours(1));

        await UnavailableAsync(Pinned, Within24Hours() with { Fingerprint = "2" });
    }

    [Fact]
    public async Task The_yes_of_one_policy_does_not_stand_in_for_another_that_is_asked_together_with_it()
    {
        await _decisions.DecideAsync(Pinned, Within24Hours());
        _decisions.BreakDown();

        await UnavailableAsync(Pinned, Within24Hours(), Policy(Alice, "2", "strict"));
        await UnavailableAsync(Pinned, Policy(Alice, "2", "strict"), Within24Hours());
        await UnavailableAsync(Pinned, Within24Hours(), Within24Hours() with { Name = "lenient", Fingerprint = "2" });
    }

    [Fact]
    public async Task A_no_after_the_yes_ends_it()
    {
        await _decisions.DecideAsync(Pinned, Within24Hours());
        _decisions.Registry.Signatures(App, Signed.Image, []);
        _decisions.Time.Advance(TimeSpan.FromHours(1));
        (await _decisions.DecideAsync(Pinned, Within24Hours())).Should().BeOfType<ImageVerdict.Denied>();
        _decisions.BreakDown();
        _decisions.Time.Advance(TimeSpan.FromHours(1));

        await UnavailableAsync(Pinned, Within24Hours());
    }

    [Fact]
    public async Task Without_it_in_the_policy_nothing_old_counts()
    {
        await _decisions.DecideAsync(Pinned, Policy(Alice));
        _decisions.BreakDown();
        _decisions.Time.Advance(TimeSpan.FromHours(1));

        await UnavailableAsync(Pinned, Policy(Alice));
    }

    [Fact]
    public async Task A_tag_that_cannot_be_resolved_is_not_admitted_whatever_it_named()
    {
        await _decisions.DecideAsync(Tagged, Within24Hours());
        _decisions.Registry.Tag(App, "v1", new Core.Registries.RegistryFailure.Unavailable(Core.Registries.UnavailableCause.Unreachable, "ghcr.io does not answer", null));

        await UnavailableAsync(Tagged, Within24Hours());
    }

    [Fact]
    public void What_has_grown_too_old_does_not_count_by_itself_either()
    {
        var key = new AnswerKey(Signed.Image, "1", "place");
        DateTimeOffset now = _decisions.Time.GetUtcNow();
        _decisions.Cache.Keep(key, new PolicyAnswer(new CheckResult.Passed("yes"), [], null, GoodUntil: now.AddMinutes(1)));

        _decisions.Cache.Find(key, out _).Should().NotBeNull();
        _decisions.Cache.FindVerified(key, TimeSpan.FromHours(24)).Should().NotBeNull();
        _decisions.Time.Advance(TimeSpan.FromMinutes(1));
        _decisions.Cache.Find(key, out _).Should().BeNull();
        _decisions.Cache.FindVerified(key, TimeSpan.FromHours(24)).Should().BeNull();
    }

    [Fact]
    public void A_time_has_to_be_positive() =>
        FluentActions.Invoking(() => new UnavailableAction.VerifiedWithin(TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();

    private static TrustPolicy Within24Hours() => Policy(Alice) with { OnUnavailable = new UnavailableAction.VerifiedWithin(TimeSpan.FromHours(24)) };

    private async Task UnavailableAsync(string image, params TrustPolicy[] policies) =>
        (await _decisions.DecideAsync(image, policies)).Should().BeOfType<ImageVerdict.Unavailable>().Which.Reason.Should().Be(ReasonCode.RegistryUnreachable);
}
