using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;

namespace ImageGate.Kubernetes.Admission;

/// <summary>
/// What <c>/validate</c> demands of a Pod: a verified image without a digest in its text is not what the kubelet will pull, once
/// the tag moves.
/// </summary>
internal static class PinDemand
{
    /// <summary>The decision, or a denial that names the text to write.</summary>
    public static ImageDecision Apply(ImageDecision decision)
    {
        if (decision.Verdict is not ImageVerdict.Admitted admitted || admitted.Pinned.Text == decision.Use.Text || !admitted.Policies.Any(Demands))
        {
            return decision;
        }

        string detail = $"the image is verified, but its text has no digest: write \"{admitted.Pinned.Text}\"";
        PolicyOutcome[] policies =
            [.. admitted.Policies.Select(outcome => Demands(outcome) ? outcome with { Result = new CheckResult.Failed(ReasonCode.NotPinned, detail) } : outcome)];
        return decision with { Verdict = new ImageVerdict.Denied(admitted.Image, admitted.Digest, policies, ReasonCode.NotPinned, detail) };
    }

    private static bool Demands(PolicyOutcome outcome) => outcome.Policy is { Mode: PolicyMode.Enforce, Rule: PolicyRule.Require };
}
