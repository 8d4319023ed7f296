using ImageGate.Core.Policies;
using ImageGate.Core.Registries;
using ImageGate.Core.Verdicts;
using static ImageGate.Core.Tests.Attested;

namespace ImageGate.Core.Tests;

/// <summary>A signer whose trust material is not there: neither yes nor no.</summary>
public sealed class SignerTrustTests
{
    private const string Tagged = App + ":v1";

    private static readonly Attested Instance = new();
    private static readonly SignerTrust.Unavailable Missing = new(ReasonCode.TrustRootUnavailable, "the TrustRoot `acme` has not been fetched yet");

    private static Signer Known => Instance.Workflow("release", Release);

    private static Signer Unknown => new("later", Missing, null);

    [Fact]
    public async Task It_is_unavailable_with_its_reason_and_asks_the_registry_for_nothing()
    {
        StubRegistry registry = Instance.Registry(Instance.Signature);

        ImageVerdict.Unavailable verdict = Unavailable(await Decide(registry, Require(1, Unknown)));

        verdict.Reason.Should().Be(ReasonCode.TrustRootUnavailable);
        verdict.Detail.Should().Contain("signer \"later\": the TrustRoot `acme` has not been fetched yet");
        registry.Asked.Should().ContainSingle().Which.Should().StartWith("resolve");
        (await Decide(registry, Require(1, Known))).Should().BeOfType<ImageVerdict.Admitted>();
    }

    [Fact]
    public async Task Without_any_signature_it_is_still_not_unsigned()
    {
        Unavailable(await Decide(Instance.Registry(), Require(1, Unknown))).Reason.Should().Be(ReasonCode.TrustRootUnavailable);
        (await Decide(Instance.Registry(), Require(1, Known))).Should().BeOfType<ImageVerdict.Denied>().Which.Reason.Should().Be(ReasonCode.NoSignature);
    }

    [Fact]
    public async Task It_leaves_the_answer_open_only_where_it_could_make_the_difference()
    {
        Signer other = Instance.Workflow("other", Build);

        (await Decide(Instance.Registry(Instance.Signature), Require(1, Known, Unknown))).Should().BeOfType<ImageVerdict.Admitted>();
        Unavailable(await Decide(Instance.Registry(Instance.Signature), Require(2, Known, Unknown))).Reason.Should().Be(ReasonCode.TrustRootUnavailable);
        (await Decide(Instance.Registry(), Require(2, Known, Unknown))).Should().BeOfType<ImageVerdict.Denied>().Which.Reason.Should().Be(ReasonCode.NoSignature);
        (await Decide(Instance.Registry(Instance.Signature), Require(3, Known, other, Unknown))).Should().BeOfType<ImageVerdict.Denied>()
            .Which.Reason.Should().Be(ReasonCode.NotEnoughSigners);
    }

    [Fact]
    public async Task OnUnavailable_applies()
    {
        TrustPolicy policy = Attested.Policy(Require(1, Unknown)) with { OnUnavailable = UnavailableAction.Warn.Instance };

        (await Decide(Instance.Registry(Instance.Signature), policy)).Should().BeOfType<ImageVerdict.AdmittedUnverified>()
            .Which.Warnings.Should().ContainSingle().Which.Should().Contain("TrustRootUnavailable");
    }

    [Fact]
    public async Task The_signer_of_an_attestation_leaves_it_open_unless_another_attested()
    {
        StubRegistry attested = Instance.Registry(Instance.Signature, Instance.Stated(Provenance, Build));
        Signer builder = Instance.Workflow("build", Build);

        Unavailable(await Decide(attested, Demanding(AttestationAcceptance.Any, Unknown))).Reason.Should().Be(ReasonCode.TrustRootUnavailable);
        (await Decide(attested, Demanding(AttestationAcceptance.Any, Unknown, builder))).Should().BeOfType<ImageVerdict.Admitted>();
        Unavailable(await Decide(Instance.Registry(Instance.Signature), Demanding(AttestationAcceptance.Any, Unknown, builder))).Reason.Should().Be(ReasonCode.TrustRootUnavailable);
        Unavailable(await Decide(attested, Demanding(AttestationAcceptance.Newest, Unknown, builder))).Reason.Should().Be(ReasonCode.TrustRootUnavailable);
    }

    [Fact]
    public async Task The_registry_is_not_asked_for_attestations_that_nobody_could_verify()
    {
        StubRegistry registry = Instance.Registry(Instance.Signature);

        await Decide(registry, Demanding(AttestationAcceptance.Any, Unknown));

        registry.Sources(App).Should().NotContain(SignatureSource.AttestationTag);
    }

    private static PolicyRule.Require Require(int atLeast, params Signer[] signers) => new(atLeast, signers);

    private static PolicyRule.Require Demanding(AttestationAcceptance accept, params Signer[] signers) =>
        new(1, [Known], [new AttestationDemand("provenance", Provenance, signers, accept, null)]);

    private static Task<ImageVerdict> Decide(StubRegistry registry, PolicyRule rule) => Decide(registry, Attested.Policy(rule));

    private static async Task<ImageVerdict> Decide(StubRegistry registry, TrustPolicy policy) =>
        (await new Gatekeeper(registry).DecideAsync(new PolicySet([policy], GateDefaults.Strict, [], [], "r"), Placement.In("prod"), [Tagged], CancellationToken.None))[Tagged];

    private static ImageVerdict.Unavailable Unavailable(ImageVerdict verdict) => verdict.Should().BeOfType<ImageVerdict.Unavailable>().Subject;
}
