using ImageGate.Alerts;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.Workloads;
using ImageGate.Server.Alerts;

namespace ImageGate.Server.Tests.Alerts;

/// <summary>An alert names the images and policies that made the outcome, and no others.</summary>
public sealed class AdmissionBlameTests
{
    private static readonly CheckResult Bad = new CheckResult.Failed(ReasonCode.NoSignature, "no signature");
    private static readonly CheckResult Unknown = new CheckResult.Unavailable(ReasonCode.RegistryUnreachable, "no answer", null);
    private static readonly CheckResult Good = new CheckResult.Passed("key");

    [Fact]
    public void A_denial_is_blamed_on_what_was_denied_and_on_the_policies_that_enforce_each_once()
    {
        Alert alert = Of(
            AdmissionOutcome.Denied,
            new ImageVerdict.AdmittedUnverified("fine", null, [Said("other", Good)], []),
            new ImageVerdict.Denied("bad", null, [Said("apps", Bad), Said("fine", Good), Said("trial", Bad, PolicyMode.Audit)], ReasonCode.NoSignature, "no signature"),
            new ImageVerdict.Denied("worse", null, [Said("apps", Bad), Said("base", Bad)], ReasonCode.NoSignature, "no signature"));

        alert.Event.Should().Be(AlertEvent.Denied);
        alert.Images.Select(image => image.Text).Should().Equal("bad", "worse");
        alert.Policies.Should().Equal("apps", "base");
    }

    [Fact]
    public void What_could_not_be_decided_is_blamed_on_what_was_not_known_where_it_is_enforced()
    {
        Alert alert = Of(
            AdmissionOutcome.Unavailable,
            new ImageVerdict.AdmittedUnverified("fine", null, [Said("apps", Good)], []),
            new ImageVerdict.Unavailable("away", null, [Said("fine", Good), Said("apps", Unknown), Said("trial", Unknown, PolicyMode.Warn)], ReasonCode.RegistryUnreachable, "no answer", null));

        alert.Event.Should().Be(AlertEvent.Unavailable);
        alert.Images.Select(image => image.Text).Should().Equal("away");
        alert.Policies.Should().Equal("apps");
    }

    [Fact]
    public void What_would_be_denied_is_blamed_on_the_policies_that_do_not_enforce_yet()
    {
        Alert alert = Of(
            AdmissionOutcome.Allowed,
            new ImageVerdict.AdmittedUnverified("fine", null, [Said("apps", Good)], []),
            new ImageVerdict.AdmittedUnverified("bad", null, [Said("apps", Good), Said("trial", Bad, PolicyMode.Audit)], []));

        alert.Event.Should().Be(AlertEvent.WouldDeny);
        alert.Images.Select(image => image.Text).Should().Equal("bad");
        alert.Policies.Should().Equal("trial");
    }

    [Fact]
    public void A_fault_is_an_outage_and_is_named_by_its_number_alone()
    {
        Alert alert = AdmissionAlert.Of(Record(AdmissionOutcome.Failed) with { Fault = new AdmissionFault("0123456789abcdef", new InvalidOperationException("hush")) }, default)!;

        (alert.Event, alert.ReasonCode).Should().Be((AlertEvent.Unavailable, "InternalError"));
        alert.Message.Should().EndWith("could not be decided: InternalError: fault 0123456789abcdef");
    }

    [Fact]
    public void What_is_allowed_without_an_image_is_not_told() => AdmissionAlert.Of(Record(AdmissionOutcome.Allowed), default).Should().BeNull();

    private static Alert Of(AdmissionOutcome outcome, params ImageVerdict[] verdicts) => AdmissionAlert.Of(Record(outcome, verdicts), default)!;

    private static AdmissionRecord Record(AdmissionOutcome outcome, params ImageVerdict[] verdicts) => new(
        AdmissionPath.Validate, "3f1a", AdmissionOperation.Create, "Pod", "", "default", "p", "u", false, outcome,
        [.. verdicts.Select(verdict => new ImageDecision(new ImageUse("/spec/containers/0/image", "containers", "c", verdict.Image), verdict))], null);

    private static PolicyOutcome Said(string policy, CheckResult result, PolicyMode mode = PolicyMode.Enforce) => new(
        new TrustPolicy(policy, [ImagePattern.Parse("registry.example/**")], [], NamespaceScope.Everywhere, mode, new PolicyRule.Deny("no"), UnavailableAction.Deny.Instance), result, []);
}
