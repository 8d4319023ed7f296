using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;

namespace ImageGate.Core.Tests;

/// <summary>What is said when a registry fails, or has less than all.</summary>
public sealed class GatekeeperFailureTests : GatekeeperTest
{
    [Fact]
    public async Task A_registry_that_is_down_is_unavailable_and_not_unsigned()
    {
        ImageVerdict onResolve = await Decide(new StubRegistry().Tag(App, "v1", Down), Tagged, Policy(Require(1, Alice)));
        ImageVerdict onFetch = await Decide(Registry.Signatures(App, Signed.Image, Down), Tagged, Policy(Require(1, Alice)));

        foreach (ImageVerdict verdict in new[] { onResolve, onFetch })
        {
            ImageVerdict.Unavailable unavailable = verdict.Should().BeOfType<ImageVerdict.Unavailable>().Subject;
            unavailable.Reason.Should().Be(ReasonCode.RegistryUnreachable);
            unavailable.RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
            unavailable.Detail.Should().Contain("ghcr.io does not answer");
        }
    }

    [Theory]
    [InlineData(UnavailableCause.Timeout, ReasonCode.RegistryTimeout)]
    [InlineData(UnavailableCause.Throttled, ReasonCode.RegistryThrottled)]
    [InlineData(UnavailableCause.Unreachable, ReasonCode.RegistryUnreachable)]
    public async Task Each_cause_of_unavailability_has_its_reason(UnavailableCause cause, ReasonCode reason)
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", new RegistryFailure.Unavailable(cause, "d", null));

        (await Decide(registry, Tagged, Policy(Require(1, Alice)))).Should().BeOfType<ImageVerdict.Unavailable>().Which.Reason.Should().Be(reason);
    }

    [Fact]
    public async Task OnUnavailable_warn_admits_unpinned_what_could_not_be_told_and_nothing_else()
    {
        TrustPolicy lenient = Policy(Require(1, Alice)) with { OnUnavailable = UnavailableAction.Warn.Instance };

        (await Decide(new StubRegistry().Tag(App, "v1", Down), Tagged, lenient))
            .Should().BeOfType<ImageVerdict.AdmittedUnverified>().Which.Warnings.Should().ContainSingle().Which.Should().Contain("RegistryUnreachable");
        Denied(await Decide(new StubRegistry().Tag(App, "v1", Signed.Image), Tagged, lenient)).Reason.Should().Be(ReasonCode.NoSignature);
        Denied(await Decide(new StubRegistry().Tag(App, "v1", new RegistryFailure.Unauthorized("401")), Tagged, lenient)).Reason.Should().Be(ReasonCode.RegistryUnauthorized);
    }

    [Fact]
    public async Task OnUnavailable_warn_of_one_policy_does_not_speak_for_another()
    {
        TrustPolicy lenient = Policy("lenient", Require(1, Alice)) with { OnUnavailable = UnavailableAction.Warn.Instance };

        (await Decide(new StubRegistry().Tag(App, "v1", Down), Tagged, lenient, Policy("strict", Require(1, Alice)))).Should().BeOfType<ImageVerdict.Unavailable>();
    }

    [Fact]
    public async Task Signatures_that_could_not_all_be_read_suffice_or_leave_it_open()
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", Signed.Image).Signatures(App, Signed.Image, Signed.Signatures, Down);

        (await Decide(registry, Tagged, Policy(Require(1, Alice)))).Should().BeOfType<ImageVerdict.Admitted>();
        (await Decide(registry, Tagged, Policy(Require(1, Mallory)))).Should().BeOfType<ImageVerdict.Unavailable>();
    }

    [Fact]
    public async Task A_signer_that_could_not_be_told_leaves_it_open_only_when_it_could_make_the_difference()
    {
        RepositoryName elsewhere = RepositoryName.TryParse("ghcr.io/acme/signatures", out RepositoryName? name) ? name : throw new InvalidOperationException();
        StubRegistry registry = Registry.Signatures("ghcr.io/acme/signatures", Signed.Image, Down);
        Signer remote = Signer("remote", Bob) with { Repository = elsewhere };

        (await Decide(registry, Tagged, Policy(new PolicyRule.Require(2, [Signer("near", Alice), remote])))).Should().BeOfType<ImageVerdict.Unavailable>();
        (await Decide(registry, Tagged, Policy(new PolicyRule.Require(1, [Signer("near", Alice), remote])))).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(registry, Tagged, Policy(new PolicyRule.Require(3, [Signer("near", Alice), remote, Signer("never", Mallory)]))))
            .Reason.Should().Be(ReasonCode.NotEnoughSigners);
    }

    [Theory]
    [InlineData("notfound", ReasonCode.ImageNotFound)]
    [InlineData("unauthorized", ReasonCode.RegistryUnauthorized)]
    [InlineData("toolarge", ReasonCode.RegistryTooLarge)]
    [InlineData("invalid", ReasonCode.RegistryInvalid)]
    public async Task Each_failure_of_the_registry_is_a_denial_with_its_reason(string kind, ReasonCode reason)
    {
        RegistryFailure failure = kind switch
        {
            "notfound" => new RegistryFailure.NotFound("d"),
            "unauthorized" => new RegistryFailure.Unauthorized("d"),
            "toolarge" => new RegistryFailure.TooLarge("d"),
            _ => new RegistryFailure.Invalid("d"),
        };

        Denied(await Decide(new StubRegistry().Tag(App, "v1", failure), Tagged, Policy(Require(1, Alice)))).Reason.Should().Be(reason);
        Denied(await Decide(Registry.Signatures(App, Signed.Image, failure), Tagged, Policy(Require(1, Alice)))).Reason.Should().Be(reason);
    }

    [Fact]
    public async Task Notes_of_the_registry_explain_a_denial()
    {
        StubRegistry registry = new StubRegistry().Tag(App, "v1", Signed.Image).Signatures(App, Signed.Image, [], null, "1 Sigstore bundle is stored");

        Denied(await Decide(registry, Tagged, Policy(Require(1, Alice)))).Detail.Should().Contain("1 Sigstore bundle is stored");
    }

    [Fact]
    public async Task A_deadline_that_passes_while_verifying_is_unavailable()
    {
        IReadOnlyDictionary<string, ImageVerdict> verdicts = await new Gatekeeper(Registry)
            .DecideAsync(Set(Policy(Require(1, Alice))), Placement.In("prod"), [Tagged], new CancellationToken(true));

        verdicts[Tagged].Should().BeOfType<ImageVerdict.Unavailable>().Which.Reason.Should().Be(ReasonCode.RegistryTimeout);
    }
}
