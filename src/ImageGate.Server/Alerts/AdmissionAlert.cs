using System.Diagnostics;
using ImageGate.Alerts;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;

namespace ImageGate.Server.Alerts;

/// <summary>The alert of one answered request.</summary>
internal static class AdmissionAlert
{
    private const string Unreadable = "Unreadable";

    /// <summary>What a request is to those who are told: one event, or null, because nothing was checked.</summary>
    public static AlertEvent? EventOf(AdmissionRecord record) => record.Outcome switch
    {
        AdmissionOutcome.Failed or AdmissionOutcome.Unavailable => AlertEvent.Unavailable,
        AdmissionOutcome.Denied or AdmissionOutcome.Unreadable => AlertEvent.Denied,
        AdmissionOutcome.Allowed => record.Images.Count == 0 ? null
            : record.Images.Any(image => WouldDeny(image).Length > 0) ? AlertEvent.WouldDeny
            : AlertEvent.Admitted,
        AdmissionOutcome.Untouched => null,
        _ => throw new UnreachableException(),
    };

    /// <summary>The alert, or null: nothing was checked.</summary>
    public static Alert? Of(AdmissionRecord record, DateTimeOffset now)
    {
        if (EventOf(record) is not { } happening)
        {
            return null;
        }

        (IReadOnlyList<ImageDecision> images, string reason, string detail, IEnumerable<string> policies) = Blame(record, happening);
        string[] names = [.. policies.Distinct(StringComparer.Ordinal)];
        return new Alert
        {
            Event = happening,
            Time = now,
            Message = $"{record.Operation.ToString().ToUpperInvariant()} of {record.Kind} \"{record.Name}\" in namespace \"{record.Namespace}\" {Words(happening)}{(reason.Length == 0 ? "" : $": {reason}: {detail}")}",
            ReasonCode = reason,
            RequestId = record.Uid,
            Namespace = record.Namespace,
            Kind = record.Kind,
            Name = record.Name,
            Owner = record.Owner,
            User = record.User,
            Policies = names,
            Images = [.. images.Select(ImageOf)],
        };
    }

    private static (IReadOnlyList<ImageDecision> Images, string Reason, string Detail, IEnumerable<string> Policies) Blame(AdmissionRecord record, AlertEvent happening)
    {
        switch (record.Outcome)
        {
            case AdmissionOutcome.Failed:
                return ([], nameof(ReasonCode.InternalError), $"fault {record.Fault?.CorrelationId}", []);
            case AdmissionOutcome.Unreadable:
                return ([], Unreadable, "its images could not be found", []);
            case AdmissionOutcome.Denied:
                ImageDecision[] denied = [.. record.Images.Where(image => image.Verdict is ImageVerdict.Denied)];
                var first = (ImageVerdict.Denied)denied[0].Verdict;
                return (denied, first.Reason.ToString(), first.Detail, PoliciesOf(denied, outcome => outcome is { Policy.Mode: PolicyMode.Enforce, Result: CheckResult.Failed }));
            case AdmissionOutcome.Unavailable:
                ImageDecision[] untold = [.. record.Images.Where(image => image.Verdict is ImageVerdict.Unavailable)];
                var cause = (ImageVerdict.Unavailable)untold[0].Verdict;
                return (untold, cause.Reason.ToString(), cause.Detail, PoliciesOf(untold, outcome => outcome is { Policy.Mode: PolicyMode.Enforce, Result: CheckResult.Unavailable }));
            default:
                return happening is AlertEvent.WouldDeny ? BlameFailures(record) : (record.Images, "", "", PoliciesOf(record.Images, _ => true));
        }
    }

    private static (IReadOnlyList<ImageDecision> Images, string Reason, string Detail, IEnumerable<string> Policies) BlameFailures(AdmissionRecord record)
    {
        ImageDecision[] images = [.. record.Images.Where(image => WouldDeny(image).Length > 0)];
        PolicyOutcome[] failures = [.. images.SelectMany(WouldDeny)];
        var first = (CheckResult.Failed)failures[0].Result;
        return (images, first.Reason.ToString(), $"policy \"{failures[0].Policy.Name}\": {first.Detail}", failures.Select(outcome => outcome.Policy.Name));
    }

    private static PolicyOutcome[] WouldDeny(ImageDecision image) =>
        [.. image.Verdict.Policies.Where(outcome => outcome is { Policy.Mode: PolicyMode.Warn or PolicyMode.Audit, Result: CheckResult.Failed })];

    private static IEnumerable<string> PoliciesOf(IEnumerable<ImageDecision> images, Func<PolicyOutcome, bool> counts) =>
        images.SelectMany(image => image.Verdict.Policies).Where(counts).Select(outcome => outcome.Policy.Name);

    private static string Words(AlertEvent happening) => happening switch
    {
        AlertEvent.Denied => "was denied",
        AlertEvent.WouldDeny => "was admitted, and would be denied if its policy enforced",
        AlertEvent.Admitted => "was admitted",
        AlertEvent.Unavailable => "could not be decided",
        _ => throw new UnreachableException(),
    };

    private static AlertImage ImageOf(ImageDecision image) => new(
        image.Verdict.Image,
        ImageReference.TryParse(image.Verdict.Image, out ImageReference? reference, out _) ? reference.Name : "",
        image.Verdict.Digest?.ToString());
}
