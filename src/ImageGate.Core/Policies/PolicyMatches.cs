using ImageGate.Core.Verdicts;

namespace ImageGate.Core.Policies;

/// <summary>The policies that speak of an image, and those of which only the labels of the namespace would tell.</summary>
/// <param name="Applying">They do; in the order of loading.</param>
/// <param name="Undecided">Nobody knows; in the order of loading.</param>
/// <param name="Placement">Where the image would run.</param>
public sealed record PolicyMatches(IReadOnlyList<TrustPolicy> Applying, IReadOnlyList<TrustPolicy> Undecided, Placement Placement)
{
    /// <summary>
    /// The policies to ask. An undecided one is asked as if it applied: what passes it may run either way. An exemption that
    /// may not hold exempts nothing, and takes nothing away from the others.
    /// </summary>
    public IReadOnlyList<TrustPolicy> ToAsk =>
        Undecided.Count == 0 ? Applying : [.. Applying, .. Undecided.Where(policy => policy.Rule is not PolicyRule.InsecureAllow)];

    /// <summary>Whether the image may turn out to be one that no policy speaks of, although some might.</summary>
    public bool MayBeUnmatched => Applying.Count == 0 && Undecided.Count > 0;

    /// <summary>What an undecided policy answers that does not pass.</summary>
    internal CheckResult.Unavailable Unknown => Reasons.Of(Placement);

    /// <summary>What a policy's answer comes to: the no of an undecided one is not known to matter.</summary>
    public PolicyOutcome Settle(PolicyOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return outcome.Result is CheckResult.Failed && Undecided.Contains(outcome.Policy) ? outcome with { Result = Unknown } : outcome;
    }
}
