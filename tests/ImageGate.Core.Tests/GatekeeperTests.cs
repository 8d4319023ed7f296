using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;

namespace ImageGate.Core.Tests;

/// <summary>What policies say of an image.</summary>
public sealed class GatekeeperTests : GatekeeperTest
{
    [Fact]
    public async Task A_signed_image_is_admitted_and_pinned_to_the_digest_that_was_verified()
    {
        ImageVerdict verdict = await Decide(Registry, Tagged, Policy(Require(1, Alice)));

        ImageVerdict.Admitted admitted = verdict.Should().BeOfType<ImageVerdict.Admitted>().Subject;
        admitted.Pinned.Text.Should().Be($"{Tagged}@{Signed.Image}");
        admitted.Digest.Should().Be(Signed.Image);
        admitted.Warnings.Should().BeEmpty();
    }

    [Fact]
    public async Task An_unsigned_image_is_denied()
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", Signed.Image);

        Denied(await Decide(registry, Tagged, Policy(Require(1, Alice)))).Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task An_image_signed_by_another_key_is_denied()
    {
        Denied(await Decide(Registry, Tagged, Policy(Require(1, Mallory)))).Reason.Should().Be(ReasonCode.SignatureInvalid);
    }

    [Fact]
    public async Task A_signature_that_was_copied_over_from_another_image_is_denied()
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", Signed.Image).Signatures(App, Signed.Image, Other.Signatures);

        Denied(await Decide(registry, Tagged, Policy(Require(1, Mallory)))).Reason.Should().Be(ReasonCode.ImageDigestMismatch);
    }

    [Fact]
    public async Task A_digest_in_the_text_is_what_is_decided_whatever_the_tag_names()
    {
        StubRegistry registry = Registry.Tag(App, "v1", Other.Image);

        ImageVerdict verdict = await Decide(registry, $"{Tagged}@{Signed.Image}", Policy(Require(1, Alice)));

        verdict.Should().BeOfType<ImageVerdict.Admitted>().Which.Pinned.Text.Should().Be($"{Tagged}@{Signed.Image}");
        registry.Asked.Should().NotContain(asked => asked.StartsWith("resolve", StringComparison.Ordinal));
        Denied(await Decide(registry, $"{Tagged}@{Other.Image}", Policy(Require(1, Alice)))).Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task One_failing_policy_denies_although_others_pass()
    {
        ImageVerdict verdict = await Decide(Registry, Tagged, Policy("a", Require(1, Alice)), Policy("b", Require(1, Mallory)), Policy("c", Allow));

        Denied(verdict).Detail.Should().Contain("policy \"b\"").And.NotContain("policy \"a\"");
        (await Decide(Registry, Tagged, Policy("a", Require(1, Alice)), Policy("b", Require(1, Bob)), Policy("c", Allow))).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Three_policies_about_one_image_cost_one_resolve_and_one_fetch()
    {
        StubRegistry registry = Registry;

        await Decide(registry, Tagged, Policy("a", Require(1, Alice)), Policy("b", Require(1, Bob)), Policy("c", Require(2, Alice, Bob)));

        registry.Asked.Should().Equal($"resolve {Tagged}", $"SignatureTag {App}@{Signed.Image}");
    }

    [Fact]
    public async Task The_same_text_eight_times_is_decided_once()
    {
        StubRegistry registry = Registry;

        IReadOnlyDictionary<string, ImageVerdict> verdicts = await new Gatekeeper(registry)
            .DecideAsync(Set(Policy(Require(1, Alice))), Placement.In("prod"), [.. Enumerable.Repeat(Tagged, 8)], CancellationToken.None);

        verdicts.Should().ContainSingle();
        registry.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Every_image_of_a_request_gets_its_own_verdict()
    {
        IReadOnlyDictionary<string, ImageVerdict> verdicts = await new Gatekeeper(Registry)
            .DecideAsync(Set(Policy(Require(1, Alice))), Placement.In("prod"), [Tagged, "BAD REFERENCE", App + ":missing", "nginx"], CancellationToken.None);

        verdicts[Tagged].Should().BeOfType<ImageVerdict.Admitted>();
        Denied(verdicts["BAD REFERENCE"]).Reason.Should().Be(ReasonCode.BadReference);
        Denied(verdicts[App + ":missing"]).Reason.Should().Be(ReasonCode.ImageNotFound);
        Denied(verdicts["nginx"]).Reason.Should().Be(ReasonCode.NoPolicyMatches);
    }

    [Theory]
    [InlineData(UnmatchedImages.Warn, 1)]
    [InlineData(UnmatchedImages.Allow, 0)]
    public async Task An_image_that_no_policy_speaks_of_passes_only_when_the_defaults_say_so(UnmatchedImages action, int warnings)
    {
        var set = new PolicySet([Policy(Require(1, Alice))], new GateDefaults(action, Pinning.Pods), [], [], "r");

        (await Decide(Registry, "nginx", set)).Should().BeOfType<ImageVerdict.AdmittedUnverified>().Which.Warnings.Should().HaveCount(warnings);
        Denied(await Decide(Registry, "nginx", Policy(Require(1, Alice)))).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        default(UnmatchedImages).Should().Be(UnmatchedImages.Deny);
    }

    [Fact]
    public async Task A_policy_of_another_namespace_does_not_speak()
    {
        TrustPolicy elsewhere = Policy(Require(1, Alice)) with { Namespaces = new NamespaceScope([NamespacePattern.Parse("team-*")], [NamespacePattern.Parse("team-lab")]) };
        var gatekeeper = new Gatekeeper(Registry);
        async Task<ImageVerdict> In(string name) => (await gatekeeper.DecideAsync(Set(elsewhere), Placement.In(name), [Tagged], CancellationToken.None))[Tagged];

        (await In("team-a")).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await In("team-lab")).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        Denied(await In("my-team-a")).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        Denied(await In("team-a\n")).Reason.Should().Be(ReasonCode.NoPolicyMatches);
    }

    [Fact]
    public async Task An_excepted_image_is_not_spoken_of()
    {
        TrustPolicy policy = Policy(Require(1, Alice)) with { ExceptImages = [ImagePattern.Parse(App + ":v1")] };

        Denied(await Decide(Registry, Tagged, policy)).Reason.Should().Be(ReasonCode.NoPolicyMatches);
    }

    [Fact]
    public async Task A_deny_rule_denies_with_its_message_and_without_asking_a_registry()
    {
        StubRegistry registry = Registry;

        Denied(await Decide(registry, Tagged, Policy("no", new PolicyRule.Deny("use the mirror")), Policy("yes", Require(1, Alice))))
            .Should().Match<ImageVerdict.Denied>(denied => denied.Reason == ReasonCode.DeniedByPolicy && denied.Detail.Contains("use the mirror"));
        registry.Asked.Should().BeEmpty();
    }

    [Fact]
    public async Task What_only_insecureAllow_speaks_of_passes_unpinned_and_without_asking_a_registry()
    {
        StubRegistry registry = Registry;

        (await Decide(registry, Tagged, Policy(Allow))).Should().BeOfType<ImageVerdict.AdmittedUnverified>().Which.Warnings.Should().BeEmpty();
        registry.Asked.Should().BeEmpty();
    }

    [Theory]
    [InlineData(PolicyMode.Warn, 1)]
    [InlineData(PolicyMode.Audit, 0)]
    public async Task A_failing_policy_that_does_not_enforce_admits_unpinned(PolicyMode mode, int warnings)
    {
        TrustPolicy lenient = Policy(Require(1, Mallory)) with { Mode = mode };

        ImageVerdict.AdmittedUnverified verdict = (await Decide(Registry, Tagged, lenient)).Should().BeOfType<ImageVerdict.AdmittedUnverified>().Subject;
        verdict.Warnings.Should().HaveCount(warnings);
        verdict.Policies.Should().ContainSingle().Which.Result.Should().BeOfType<CheckResult.Failed>().Which.Reason.Should().Be(ReasonCode.SignatureInvalid);
        default(PolicyMode).Should().Be(PolicyMode.Enforce);
    }

    [Theory]
    [InlineData(PolicyMode.Warn)]
    [InlineData(PolicyMode.Audit)]
    public async Task A_lenient_policy_never_hides_a_failing_strict_one(PolicyMode mode)
    {
        TrustPolicy lenient = Policy("lenient", Require(1, Alice)) with { Mode = mode };

        Denied(await Decide(Registry, Tagged, lenient, Policy("strict", Require(1, Mallory)))).Reason.Should().Be(ReasonCode.SignatureInvalid);
    }

    [Fact]
    public async Task A_failing_warn_policy_warns_beside_a_passing_strict_one()
    {
        TrustPolicy lenient = Policy("lenient", Require(1, Mallory)) with { Mode = PolicyMode.Warn };

        (await Decide(Registry, Tagged, lenient, Policy("strict", Require(1, Alice))))
            .Should().BeOfType<ImageVerdict.Admitted>().Which.Warnings.Should().ContainSingle().Which.Should().Contain("\"lenient\"").And.Contain("SignatureInvalid");
    }

    [Fact]
    public async Task A_failing_deny_rule_in_audit_mode_does_not_stop_the_other_policies()
    {
        TrustPolicy audit = Policy("audit", new PolicyRule.Deny("soon")) with { Mode = PolicyMode.Audit };

        (await Decide(Registry, Tagged, audit, Policy("strict", Require(1, Alice)))).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(Registry, Tagged, audit, Policy("strict", Require(1, Mallory)))).Reason.Should().Be(ReasonCode.SignatureInvalid);
    }

    [Fact]
    public async Task AtLeast_counts_distinct_keys()
    {
        (await Decide(Registry, Tagged, Policy(Require(2, Alice, Bob)))).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(Registry, Tagged, Policy(Require(2, Alice, Mallory)))).Reason.Should().Be(ReasonCode.NotEnoughSigners);
        Denied(await Decide(Registry, Tagged, Policy(Require(2, Alice, Alice)))).Reason.Should().Be(ReasonCode.NotEnoughSigners);
        (await Decide(Registry, Tagged, Policy(Require(1, Mallory, Bob)))).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Two_signers_that_share_one_of_their_keys_count_as_two_when_each_has_a_key_of_its_own()
    {
        var rule = new PolicyRule.Require(2, [Signer("both", Alice, Bob), Signer("one", Alice)]);

        (await Decide(Registry, Tagged, Policy(rule))).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Signatures_are_looked_for_where_the_signer_says()
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", Signed.Image).Signatures("ghcr.io/acme/signatures", Signed.Image, Signed.Signatures);
        Signer remote = Signer("remote", Alice) with { Repository = RepositoryName.TryParse("ghcr.io/acme/signatures", out RepositoryName? name) ? name : null };

        (await Decide(registry, Tagged, Policy(new PolicyRule.Require(1, [remote])))).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(registry, Tagged, Policy(Require(1, Alice)))).Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task A_mirror_is_asked_in_the_origins_place_and_policies_speak_of_the_origin()
    {
        StubRegistry registry = new StubRegistry().Tag("harbor.acme.io/ghcr/acme/app", "v1", Signed.Image).Signatures("harbor.acme.io/ghcr/acme/app", Signed.Image, Signed.Signatures);
        var mirrored = new PolicySet([Policy(Require(1, Alice))], GateDefaults.Strict, [], [new RegistryMirror("ghcr.io/acme", "harbor.acme.io/ghcr/acme")], "r");

        (await Decide(registry, Tagged, mirrored)).Should().BeOfType<ImageVerdict.Admitted>().Which.Pinned.Text.Should().StartWith(App);
        Denied(await Decide(registry, "harbor.acme.io/ghcr/acme/app:v1", mirrored)).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        new RegistryMirror("ghcr.io/acme", "x.io/y").Map(RepositoryName.Of(ImageReference.Parse("ghcr.io/acme2/app"))).Should().BeNull();
    }

    [Fact]
    public async Task A_reason_names_every_signer()
    {
        Denied(await Decide(Registry, Tagged, Policy(Require(2, Alice, Mallory)))).Detail
            .Should().Contain("1 of 2 demanded distinct signers signed").And.Contain("signer \"s0\": signed").And.Contain("signer \"s1\": no signature was made by the signer's key");
    }
}
