using System.Diagnostics;
using ImageGate.Core.Images;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Sigstore;

namespace ImageGate.Core;

/// <summary>Turns what the policies said of one image into its verdict.</summary>
internal static class Judgement
{
    public static ImageVerdict OfUnmatched(ImageReference image, UnmatchedImages action)
    {
        string detail = $"no policy speaks of {image.Name}";
        return action switch
        {
            UnmatchedImages.Deny => new ImageVerdict.Denied(image.Text, image.Digest, [], ReasonCode.NoPolicyMatches, detail),
            UnmatchedImages.Warn => new ImageVerdict.AdmittedUnverified(image.Text, image.Digest, [], [$"image \"{image.Text}\" is not verified: {detail}"]),
            UnmatchedImages.Allow => new ImageVerdict.AdmittedUnverified(image.Text, image.Digest, [], []),
            _ => throw new UnreachableException(),
        };
    }

    /// <summary>
    /// Nothing is known to speak of the image, and what no policy speaks of is denied: neither a pass nor a lenient
    /// <c>onUnavailable</c> of a policy that may not hold can admit it.
    /// </summary>
    public static ImageVerdict OfUndecided(ImageReference image, PolicyMatches matches)
    {
        CheckResult.Unavailable unknown = matches.Unknown;
        IReadOnlyList<PolicyOutcome> outcomes = [.. matches.Undecided.Select(policy => new PolicyOutcome(policy, unknown, []))];
        return new ImageVerdict.Unavailable(image.Text, image.Digest, outcomes, unknown.Reason, unknown.Detail, unknown.RetryAfter);
    }

    /// <summary>The outcome of a policy that asks nobody.</summary>
    public static PolicyOutcome OfRuleAlone(TrustPolicy policy) => new(
        policy,
        policy.Rule switch
        {
            PolicyRule.Deny deny => new CheckResult.Failed(ReasonCode.DeniedByPolicy, deny.Message),
            PolicyRule.InsecureAllow allow => new CheckResult.Passed("insecureAllow: " + allow.Reason),
            _ => throw new UnreachableException(),
        },
        []);

    /// <summary>Every enforcing policy must have passed; only a proof makes the verdict one that pins.</summary>
    public static ImageVerdict Of(ImageReference image, Digest? digest, IReadOnlyList<PolicyOutcome> outcomes, VerifiedSignature? proof)
    {
        var failed = new List<(string Policy, CheckResult.Failed Result)>();
        var unavailable = new List<(string Policy, CheckResult.Unavailable Result)>();
        var warnings = new List<string>();
        foreach (PolicyOutcome outcome in outcomes)
        {
            switch (outcome.Policy.Mode, outcome.Result)
            {
                case (PolicyMode.Enforce, CheckResult.Failed refused):
                    failed.Add((outcome.Policy.Name, refused));
                    break;
                case (PolicyMode.Enforce, CheckResult.Unavailable unknown) when !IsLenient(outcome.Policy):
                    unavailable.Add((outcome.Policy.Name, unknown));
                    break;
                default:
                    if (Warning(image, outcome) is { } warning)
                    {
                        warnings.Add(warning);
                    }

                    break;
            }
        }

        if (failed.Count > 0)
        {
            return new ImageVerdict.Denied(image.Text, digest, outcomes, failed[0].Result.Reason, Join(failed.Select(one => (one.Policy, one.Result.Detail))));
        }

        if (unavailable.Count > 0)
        {
            return new ImageVerdict.Unavailable(
                image.Text,
                digest,
                outcomes,
                unavailable[0].Result.Reason,
                Join(unavailable.Select(one => (one.Policy, one.Result.Detail))),
                unavailable.Max(one => one.Result.RetryAfter));
        }

        return proof is null
            ? new ImageVerdict.AdmittedUnverified(image.Text, digest, outcomes, warnings)
            : new ImageVerdict.Admitted(image.Text, outcomes, image.Pin(proof), warnings);
    }

    // A `deny` asks no one who could fail to answer: `onUnavailable`, often the default of all policies, was not written for it.
    private static bool IsLenient(TrustPolicy policy) => policy is { OnUnavailable: UnavailableAction.Warn, Rule: PolicyRule.Require };

    private static string? Warning(ImageReference image, PolicyOutcome outcome) => outcome switch
    {
        { Policy.Mode: PolicyMode.Warn, Result: CheckResult.Failed failed } =>
            $"image \"{image.Text}\" would be denied by policy \"{outcome.Policy.Name}\": {failed.Reason}: {failed.Detail}",
        { Policy.Mode: PolicyMode.Warn or PolicyMode.Enforce, Result: CheckResult.Unavailable unavailable } =>
            $"image \"{image.Text}\" is not verified by policy \"{outcome.Policy.Name}\": {unavailable.Reason}: {unavailable.Detail}",
        { Policy.Mode: PolicyMode.Warn or PolicyMode.Enforce, Result: CheckResult.Passed { Warning: { } warning } } =>
            $"image \"{image.Text}\" is not verified now by policy \"{outcome.Policy.Name}\": {warning}",
        _ => null,
    };

    private static string Join(IEnumerable<(string Policy, string Detail)> reasons) =>
        string.Join("; ", reasons.Select(reason => $"policy \"{reason.Policy}\": {reason.Detail}"));
}
