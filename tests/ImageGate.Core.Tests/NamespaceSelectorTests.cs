using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Keys;
using ImageGate.Testing;

namespace ImageGate.Core.Tests;

/// <summary>Policies that hold where the namespace has certain labels; and what is decided while those are not known.</summary>
public sealed class NamespaceSelectorTests
{
    private const string App = "ghcr.io/acme/app";
    private const string Tagged = App + ":v1";

    private static readonly CosignFixture Signed = CosignFixture.Read("p256-two-signatures");
    private static readonly PublicKey Alice = Signed.Key();
    private static readonly PublicKey Mallory = CosignFixture.Read("p256").Key();
    private static readonly NamespaceLabels Prod = Labels(("env", "prod"));
    private static readonly NamespaceLabels Dev = Labels(("env", "dev"));
    private static readonly NamespaceLabels Unknown = new NamespaceLabels.Unknown("the API server is away");
    private static readonly PolicyRule Deny = new PolicyRule.Deny("none here");
    private static readonly PolicyRule Allow = new PolicyRule.InsecureAllow("a test");

    [Theory]
    [InlineData("a", "In", "1,2", true)]
    [InlineData("a", "In", "2", false)]
    [InlineData("A", "In", "1", false)]
    [InlineData("b", "In", "1", false)]
    [InlineData("e", "In", "", true)]
    [InlineData("b", "In", "", false)]
    [InlineData("a", "NotIn", "2", true)]
    [InlineData("a", "NotIn", "2,1", false)]
    [InlineData("b", "NotIn", "1", true)]
    [InlineData("a", "Exists", "", true)]
    [InlineData("e", "Exists", "", true)]
    [InlineData("b", "Exists", "", false)]
    [InlineData("a", "DoesNotExist", "", false)]
    [InlineData("b", "DoesNotExist", "", true)]
    public void A_demand_means_what_it_means_to_kubernetes(string key, string kind, string values, bool expected)
    {
        string[] wanted = values.Split(',');
        LabelDemand demand = kind switch
        {
            "In" => new LabelDemand.In(key, wanted),
            "NotIn" => new LabelDemand.NotIn(key, wanted),
            "Exists" => new LabelDemand.Exists(key),
            _ => new LabelDemand.DoesNotExist(key),
        };

        demand.IsMetBy(((NamespaceLabels.Known)Labels(("a", "1"), ("e", ""))).Values).Should().Be(expected);
    }

    [Fact]
    public void Every_demand_counts_and_there_is_one_at_least()
    {
        var selector = new LabelSelector([new LabelDemand.Exists("a"), new LabelDemand.NotIn("b", ["1"])]);
        Action empty = () => _ = new LabelSelector([]);

        selector.Matches(new Dictionary<string, string> { ["a"] = "", ["b"] = "2" }).Should().BeTrue();
        selector.Matches(new Dictionary<string, string> { ["a"] = "", ["b"] = "1" }).Should().BeFalse();
        selector.Matches(new Dictionary<string, string>()).Should().BeFalse();
        empty.Should().Throw<ArgumentException>();
        default(Coverage).Should().Be(Coverage.Undecided);
        Placement.In("prod").Labels.Should().BeOfType<NamespaceLabels.Unknown>();
    }

    [Fact]
    public async Task The_labels_of_the_namespace_choose_the_policies()
    {
        PolicySet set = Set(Policy("p", Require(Alice)));

        (await Decide(set, Prod)).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(set, Dev)).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        Denied(await Decide(set, Labels())).Reason.Should().Be(ReasonCode.NoPolicyMatches);
    }

    [Fact]
    public async Task Include_and_exclude_count_as_well()
    {
        PolicySet set = Set(Policy("p", Require(Alice), names: ["prod", "team-*"], except: ["team-lab"]));

        (await Decide(set, Prod, "team-a")).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(set, Prod, "team-lab")).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        Denied(await Decide(set, Prod, "other")).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        Denied(await Decide(set, Dev, "team-a")).Reason.Should().Be(ReasonCode.NoPolicyMatches);

        // Where the name decides, nobody asks for labels.
        Denied(await Decide(set, Unknown, "other")).Reason.Should().Be(ReasonCode.NoPolicyMatches);
        set.WantsNamespaceLabels(ImageReference.Parse(Tagged), "other").Should().BeFalse();
        set.WantsNamespaceLabels(ImageReference.Parse("quay.io/a"), "prod").Should().BeFalse();
        set.WantsNamespaceLabels(ImageReference.Parse(Tagged), "prod").Should().BeTrue();
    }

    [Theory]
    [InlineData(PolicyMode.Enforce, "deny")]
    [InlineData(PolicyMode.Warn, "deny")]
    [InlineData(PolicyMode.Audit, "deny")]
    [InlineData(PolicyMode.Enforce, "warn")]
    public async Task Without_labels_an_image_that_may_be_unmatched_is_not_admitted_whatever_its_policies_say(PolicyMode mode, string onUnavailable)
    {
        foreach (PolicyRule rule in new[] { Require(Alice), Require(Mallory), Allow, Deny })
        {
            ImageVerdict.Unavailable verdict = Undecided(await Decide(Set(Policy("p", rule, mode, onUnavailable)), Unknown));

            verdict.Detail.Should().Be("whether the policy holds in namespace \"prod\" depends on the namespace's labels, and they are not known: the API server is away");
            verdict.Policies.Should().ContainSingle().Which.Result.Should().BeOfType<CheckResult.Unavailable>();
        }
    }

    [Fact]
    public async Task Without_labels_an_exemption_exempts_nothing()
    {
        PolicySet set = Set(UnmatchedImages.Warn, Policy("broken-glass", Allow), Everywhere("all", Require(Mallory)));

        Denied(await Decide(set, Unknown)).Reason.Should().Be(ReasonCode.SignatureInvalid);
        Denied(await Decide(set, Prod)).Reason.Should().Be(ReasonCode.SignatureInvalid);
        (await Decide(Set(Policy("broken-glass", Allow), Everywhere("all", Require(Alice))), Unknown)).Should().BeOfType<ImageVerdict.Admitted>();
        (await Decide(Set(Policy("broken-glass", Allow)), Prod)).Should().BeOfType<ImageVerdict.AdmittedUnverified>();

        // What lets such an image in is that unmatched images are, and it says so.
        ImageVerdict unmatched = await Decide(Set(UnmatchedImages.Warn, Policy("broken-glass", Allow)), Unknown);
        unmatched.Should().BeOfType<ImageVerdict.AdmittedUnverified>().Which.Warnings.Should().ContainSingle().Which.Should().Contain("no policy speaks of");
        unmatched.Policies.Should().BeEmpty();
    }

    [Fact]
    public async Task Without_labels_a_demand_does_not_drop_out()
    {
        Undecided(await Decide(Set(Everywhere("all", Allow), Policy("p", Require(Mallory))), Unknown));
        (await Decide(Set(Everywhere("all", Allow), Policy("p", Require(Mallory))), Dev)).Should().BeOfType<ImageVerdict.AdmittedUnverified>();
        Denied(await Decide(Set(Everywhere("all", Allow), Policy("p", Require(Mallory))), Prod)).Reason.Should().Be(ReasonCode.SignatureInvalid);
        Undecided(await Decide(Set(UnmatchedImages.Allow, Policy("p", Require(Mallory))), Unknown));
    }

    [Fact]
    public async Task What_passes_a_demand_that_may_hold_may_run_either_way()
    {
        (await Decide(Set(Everywhere("all", Require(Alice)), Policy("p", Require(Alice))), Unknown)).Should().BeOfType<ImageVerdict.Admitted>();
        (await Decide(Set(UnmatchedImages.Allow, Policy("p", Require(Alice))), Unknown)).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task A_denial_by_a_policy_that_does_hold_is_a_denial()
    {
        Denied(await Decide(Set(Everywhere("all", Deny), Policy("p", Require(Alice))), Unknown)).Reason.Should().Be(ReasonCode.DeniedByPolicy);
        Denied(await Decide(Set(Everywhere("all", Require(Mallory)), Policy("p", Require(Mallory))), Unknown)).Reason.Should().Be(ReasonCode.SignatureInvalid);
    }

    [Fact]
    public async Task A_prohibition_that_may_hold_is_never_waived()
    {
        foreach (string onUnavailable in new[] { "deny", "warn" })
        {
            PolicySet set = Set(Everywhere("all", Require(Alice)), Policy("stop", Deny, PolicyMode.Enforce, onUnavailable));
            Undecided(await Decide(set, Unknown));
            Denied(await Decide(set, Prod)).Reason.Should().Be(ReasonCode.DeniedByPolicy);
            (await Decide(set, Dev)).Should().BeOfType<ImageVerdict.Admitted>();
        }
    }

    [Fact]
    public async Task A_lenient_demand_lets_pass_with_a_warning_what_another_policy_speaks_of()
    {
        PolicySet set = Set(Everywhere("all", Require(Alice)), Policy("p", Require(Mallory), PolicyMode.Enforce, "warn"));

        (await Decide(set, Unknown)).Should().BeOfType<ImageVerdict.Admitted>().Which.Warnings.Should().ContainSingle().Which.Should().Contain("NamespaceLabelsUnavailable");
        Denied(await Decide(set, Prod)).Reason.Should().Be(ReasonCode.SignatureInvalid);
    }

    [Fact]
    public async Task A_registry_that_is_down_is_said_before_the_labels()
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", new RegistryFailure.Unavailable(UnavailableCause.Unreachable, "down", null));

        ImageVerdict verdict = await Decide(Set(Everywhere("all", Require(Alice)), Policy("p", Require(Alice))), Unknown, registry: registry);
        verdict.Should().BeOfType<ImageVerdict.Unavailable>().Which.Reason.Should().Be(ReasonCode.RegistryUnreachable);
    }

    private static NamespaceLabels Labels(params (string Key, string Value)[] labels) =>
        new NamespaceLabels.Known(labels.ToDictionary(label => label.Key, label => label.Value));

    private static TrustPolicy Everywhere(string name, PolicyRule rule) =>
        new(name, [ImagePattern.Parse("ghcr.io/**")], [], NamespaceScope.Everywhere, PolicyMode.Enforce, rule, UnavailableAction.Deny.Instance);

    private static TrustPolicy Policy(
        string name, PolicyRule rule, PolicyMode mode = PolicyMode.Enforce, string onUnavailable = "deny", string[]? names = null, string[]? except = null) =>
        Everywhere(name, rule) with
        {
            Mode = mode,
            OnUnavailable = onUnavailable == "warn" ? UnavailableAction.Warn.Instance : UnavailableAction.Deny.Instance,
            Namespaces = new NamespaceScope([.. (names ?? []).Select(NamespacePattern.Parse)], [.. (except ?? []).Select(NamespacePattern.Parse)])
            {
                Selector = new LabelSelector([new LabelDemand.In("env", ["prod"])]),
            },
        };

    private static PolicyRule.Require Require(PublicKey key) =>
        new(1, [new Signer("s", new SignerRequirement.AnyKey([key], TransparencyLog.NotRequired, new Dictionary<string, string>()), null)]);

    private static PolicySet Set(params TrustPolicy[] policies) => Set(UnmatchedImages.Deny, policies);

    private static PolicySet Set(UnmatchedImages unmatched, params TrustPolicy[] policies) =>
        new(policies, new GateDefaults(unmatched, Pinning.Pods), [], [], "r");

    private static async Task<ImageVerdict> Decide(PolicySet set, NamespaceLabels labels, string name = "prod", StubRegistry? registry = null) =>
        (await new Gatekeeper(registry ?? new StubRegistry().Tag(App, "v1", Signed.Image).Signatures(App, Signed.Image, Signed.Signatures))
            .DecideAsync(set, Placement.In(name) with { Labels = labels }, [Tagged], CancellationToken.None))[Tagged];

    private static ImageVerdict.Denied Denied(ImageVerdict verdict) => verdict.Should().BeOfType<ImageVerdict.Denied>().Subject;

    private static ImageVerdict.Unavailable Undecided(ImageVerdict verdict)
    {
        ImageVerdict.Unavailable unavailable = verdict.Should().BeOfType<ImageVerdict.Unavailable>().Subject;
        unavailable.Reason.Should().Be(ReasonCode.NamespaceLabelsUnavailable);
        return unavailable;
    }
}
