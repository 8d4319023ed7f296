using ImageGate.Core.Caching;
using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;
using ImageGate.Sigstore.Signatures;
using ImageGate.Testing;
using static ImageGate.Core.Tests.Attested;

namespace ImageGate.Core.Tests;

public sealed class AttestationTests
{
    private const string Tagged = App + ":v1";

    private static readonly Attested Instance = new();
    private static readonly RegistryFailure.Unavailable Down = new(UnavailableCause.Unreachable, "no answer", TimeSpan.FromSeconds(7));

    private static Signer Releaser => Instance.Workflow("release", Release);

    private static Signer Builder => Instance.Workflow("build", Build);

    [Fact]
    public async Task A_keyless_signature_alone_is_enough_where_no_attestation_is_demanded()
    {
        StubRegistry registry = Instance.Registry(Instance.Signature);

        (await Decide(registry)).Should().BeOfType<ImageVerdict.Admitted>();
        registry.Sources(App).Should().NotContain(SignatureSource.AttestationTag);
        Denied(await Decide(Instance.Registry(Instance.Stated(SignPredicate, Build)))).Reason.Should().Be(ReasonCode.SubjectMismatch);
    }

    [Fact]
    public async Task A_signed_image_with_the_demanded_attestation_is_admitted()
    {
        StubRegistry registry = Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Build));

        ImageVerdict.Admitted admitted = (await Decide(registry, Demand())).Should().BeOfType<ImageVerdict.Admitted>().Subject;
        admitted.Digest.Should().Be(Image);
        admitted.Policies[0].Signers.Select(signer => signer.Name).Should().Equal("release", "attestation/provenance");
        admitted.Policies[0].Signers[1].Result.Should().BeOfType<CheckResult.Passed>().Which.Detail.Should().Contain("build.yml");
        registry.Asked.Should().HaveCount(2);
    }

    [Fact]
    public async Task Without_the_attestation_it_is_denied()
    {
        ImageVerdict.Denied denied = Denied(await Decide(Instance.Registry(Instance.Signature), Demand()));

        denied.Reason.Should().Be(ReasonCode.AttestationMissing);
        denied.Detail.Should().Contain("attestation/provenance: no attestation `https://slsa.dev/provenance/v1` of a wanted signer was found");
        denied.Policies[0].Signers[0].Result.Should().BeOfType<CheckResult.Passed>();
        denied.Policies[0].Signers[1].Result.Should().BeOfType<CheckResult.Failed>();
    }

    [Fact]
    public async Task An_attestation_by_somebody_else_is_none()
    {
        Denied(await Decide(Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Release)), Demand()))
            .Should().Match<ImageVerdict.Denied>(denied => denied.Reason == ReasonCode.AttestationMissing && denied.Detail.Contains("SubjectMismatch"));
    }

    [Fact]
    public async Task An_attestation_of_another_image_is_none()
    {
        RawSignature copied = Instance.Stated(Provenance, Build, image: Digest.Of("another image"u8));

        Denied(await Decide(Instance.Registry(Instance.Signature, copied), Demand())).Detail.Should().Contain("ImageDigestMismatch");
    }

    [Fact]
    public async Task An_attestation_with_another_predicate_is_none() =>
        Denied(await Decide(Instance.Registry(Instance.Signature, Instance.Stated("https://spdx.dev/Document", Build)), Demand())).Detail.Should().Contain("PredicateTypeWrong");

    [Fact]
    public async Task An_attestation_never_counts_as_the_signature_of_the_image()
    {
        StubRegistry registry = Instance.Registry(Instance.Stated(Provenance, Release), Instance.Stated(Provenance, Build));

        Denied(await Decide(registry, Demand())).Reason.Should().Be(ReasonCode.PredicateTypeWrong);
        Denied(await Decide(registry)).Reason.Should().Be(ReasonCode.PredicateTypeWrong);
    }

    [Fact]
    public async Task A_signature_of_the_image_never_counts_as_an_attestation() =>
        Denied(await Decide(Instance.Registry(Instance.Signature, Instance.Stated(SignPredicate, Build)), Demand())).Reason.Should().Be(ReasonCode.AttestationMissing);

    [Fact]
    public async Task One_of_several_wanted_signers_is_enough() =>
        (await Decide(Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Build)), Demand(signers: [Releaser, Builder]))).Should().BeOfType<ImageVerdict.Admitted>();

    [Fact]
    public async Task Every_demand_must_be_satisfied()
    {
        AttestationDemand[] both = [Demand(), new("sbom", "https://spdx.dev/Document", [Builder], AttestationAcceptance.Any, null)];
        RawSignature[] one = [Instance.Signature, Instance.Stated(Provenance, Build)];

        Denied(await Decide(Instance.Registry(one), both)).Detail.Should().Contain("attestation/sbom: no attestation");
        (await Decide(Instance.Registry([.. one, Instance.Stated("https://spdx.dev/Document", Build)]), both)).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public async Task An_attestation_is_good_until_its_age_is_over(int minutesLater, bool admitted)
    {
        StubRegistry registry = Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Build, minute: 0));
        ImageVerdict verdict = await Decide(registry, minutesLater, Demand(maxAge: TimeSpan.FromHours(1)));

        (verdict is ImageVerdict.Admitted).Should().Be(admitted);
        ((verdict as ImageVerdict.Denied)?.Reason).Should().Be(admitted ? null : ReasonCode.AttestationTooOld);
    }

    [Theory]
    [InlineData(AttestationAcceptance.Any, true)]
    [InlineData(AttestationAcceptance.Newest, true)]
    [InlineData(AttestationAcceptance.All, false)]
    public async Task Of_an_old_and_a_new_attestation_the_demand_says_which_counts(AttestationAcceptance accept, bool admitted)
    {
        StubRegistry registry = Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Build, minute: 0), Instance.Stated(Provenance, Build, minute: 9));
        ImageVerdict verdict = await Decide(registry, 65, Demand(accept, TimeSpan.FromHours(1)));

        (verdict is ImageVerdict.Admitted).Should().Be(admitted);
        Denied(await Decide(registry, 70, Demand(accept, TimeSpan.FromHours(1)))).Reason.Should().Be(ReasonCode.AttestationTooOld);
    }

    [Theory]
    [InlineData(AttestationAcceptance.Any)]
    [InlineData(AttestationAcceptance.Newest)]
    [InlineData(AttestationAcceptance.All)]
    public async Task None_at_all_satisfies_no_demand(AttestationAcceptance accept)
    {
        Denied(await Decide(Instance.Registry(Instance.Signature), Demand(accept))).Reason.Should().Be(ReasonCode.AttestationMissing);
        (await Decide(Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Build)), Demand(accept))).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Attestations_of_strangers_do_no_harm_where_all_are_asked()
    {
        RawSignature stranger = Instance.Stated(Provenance, "https://github.com/mallory/x/.github/workflows/a.yml@refs/heads/main", minute: 0);
        StubRegistry registry = Instance.Registry(Instance.Signature, stranger, Instance.Stated(Provenance, Build, minute: 9));

        (await Decide(registry, 65, Demand(AttestationAcceptance.All, TimeSpan.FromHours(1)))).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Theory]
    [InlineData(AttestationAcceptance.Any, true, ReasonCode.VerifiedTimeMissing)]
    [InlineData(AttestationAcceptance.All, true, ReasonCode.VerifiedTimeMissing)]
    [InlineData(AttestationAcceptance.Newest, false, ReasonCode.VerifiedTimeMissing)]
    [InlineData(AttestationAcceptance.Any, false, null)]
    public async Task Without_a_verified_time_nothing_is_young_or_newest(AttestationAcceptance accept, bool hasMaxAge, ReasonCode? reason)
    {
        AttestationDemand demand = Demand(accept, hasMaxAge ? TimeSpan.FromHours(1) : null, Instance.KeySigner("key", TransparencyLog.NotRequired));
        ImageVerdict verdict = await Decide(Instance.Registry(Instance.Signature, Instance.StatedByKey(Provenance, null)), demand);

        ((verdict as ImageVerdict.Denied)?.Reason).Should().Be(reason);
    }

    [Fact]
    public async Task A_key_in_a_log_has_a_verified_time()
    {
        Signer key = Instance.KeySigner("key", TransparencyLog.Required);
        StubRegistry registry = Instance.Registry(Instance.Signature, Instance.StatedByKey(Provenance, Instance.Now));

        (await Decide(registry, 60, Demand(maxAge: TimeSpan.FromHours(1), signers: key))).Should().BeOfType<ImageVerdict.Admitted>();
        Denied(await Decide(registry, 61, Demand(maxAge: TimeSpan.FromHours(1), signers: key))).Reason.Should().Be(ReasonCode.AttestationTooOld);
        Denied(await Decide(Instance.Registry(Instance.Signature, Instance.StatedByKey(Provenance, null)), Demand(signers: key))).Detail.Should().Contain("LogEntryMissing");
    }

    [Theory]
    [InlineData(AttestationAcceptance.Any, true)]
    [InlineData(AttestationAcceptance.All, false)]
    [InlineData(AttestationAcceptance.Newest, false)]
    public async Task What_could_not_be_read_matters_only_where_it_could_change_the_answer(AttestationAcceptance accept, bool admitted)
    {
        StubRegistry registry = Instance.Registry().Signatures(App, Image, [Instance.Signature, Instance.Stated(Provenance, Build)], Down);
        ImageVerdict verdict = await Decide(registry, Demand(accept));

        (verdict is ImageVerdict.Admitted).Should().Be(admitted);
        (verdict is ImageVerdict.Unavailable).Should().Be(!admitted);
    }

    [Fact]
    public async Task A_place_that_does_not_answer_is_unavailable_and_not_missing()
    {
        RepositoryName.TryParse("ghcr.io/acme/attestations", out RepositoryName? place).Should().BeTrue();
        Signer remote = Instance.Workflow("remote", Build, place);
        StubRegistry registry = Instance.Registry(Instance.Signature);

        (await Decide(registry.Signatures("ghcr.io/acme/attestations", Image, Down), Demand(signers: remote)))
            .Should().BeOfType<ImageVerdict.Unavailable>().Which.RetryAfter.Should().Be(TimeSpan.FromSeconds(7));
        (await Decide(registry.Signatures("ghcr.io/acme/attestations", Image, [Instance.Stated(Provenance, Build)]), Demand(signers: remote))).Should().BeOfType<ImageVerdict.Admitted>();
        registry.Sources(App).Should().NotContain(SignatureSource.AttestationTag);
        registry.Sources("ghcr.io/acme/attestations").Should().Contain(SignatureSource.AttestationTag);
        Denied(await Decide(registry.Signatures("ghcr.io/acme/attestations", Image, new RegistryFailure.Unauthorized("no")), Demand(signers: remote)))
            .Reason.Should().Be(ReasonCode.RegistryUnauthorized);
    }

    [Fact]
    public async Task An_unsigned_image_is_denied_although_its_attestations_cannot_be_told()
    {
        RepositoryName.TryParse("ghcr.io/acme/attestations", out RepositoryName? place).Should().BeTrue();
        StubRegistry registry = Instance.Registry().Signatures("ghcr.io/acme/attestations", Image, Down);

        Denied(await Decide(registry, Demand(signers: Instance.Workflow("remote", Build, place)))).Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task A_policy_that_warns_does_not_pin_without_its_attestation()
    {
        var set = new PolicySet([Policy(new PolicyRule.Require(1, [Releaser], [Demand()]), PolicyMode.Warn)], GateDefaults.Strict, [], [], "r");
        ImageVerdict verdict = (await new Gatekeeper(Instance.Registry(Instance.Signature)).DecideAsync(set, Placement.In("prod"), [Tagged], CancellationToken.None))[Tagged];

        verdict.Should().BeOfType<ImageVerdict.AdmittedUnverified>().Which.Warnings.Should().ContainSingle().Which.Should().Contain("AttestationMissing");
    }

    [Fact]
    public void A_demand_of_nobody_of_nothing_or_of_no_age_cannot_be_made()
    {
        FluentActions.Invoking(() => new AttestationDemand("a", Provenance, [], AttestationAcceptance.Any, null)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new AttestationDemand("a", " ", [Builder], AttestationAcceptance.Any, null)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Demand(maxAge: TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();
        default(AttestationAcceptance).Should().Be(AttestationAcceptance.All);
    }

    private static AttestationDemand Demand(AttestationAcceptance accept = AttestationAcceptance.Any, TimeSpan? maxAge = null, params Signer[] signers) =>
        new("provenance", Provenance, signers.Length == 0 ? [Builder] : signers, accept, maxAge);

    private static Task<ImageVerdict> Decide(StubRegistry registry, params AttestationDemand[] demands) => Decide(registry, 2, demands);

    private static async Task<ImageVerdict> Decide(StubRegistry registry, int minutesLater, params AttestationDemand[] demands)
    {
        var set = new PolicySet([Policy(new PolicyRule.Require(1, [Releaser], demands))], GateDefaults.Strict, [], [], "r");
        var time = new ManualTimeProvider(Instance.Now.AddMinutes(minutesLater));
        var gatekeeper = new Gatekeeper(registry, time, new VerdictCache(VerdictCacheSettings.Off, time));
        return (await gatekeeper.DecideAsync(set, Placement.In("prod"), [Tagged], CancellationToken.None))[Tagged];
    }

    private static ImageVerdict.Denied Denied(ImageVerdict verdict) => verdict.Should().BeOfType<ImageVerdict.Denied>().Subject;
}
