using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes.Admission;

/// <summary>
/// Tells users why their request was denied: every image with its places, and for each the policies, the reasons and what to
/// do. One line an image.
/// </summary>
internal static class DenialMessage
{
    private const int MaxImageCharacters = Core.Limits.MaxReferenceCharacters;
    private const int MaxPlacesCharacters = 256;
    private const int MaxDetailCharacters = 512;
    private const int MaxReasonsCharacters = 2_048;

    /// <summary>The message.</summary>
    /// <param name="decisions">All images of the request.</param>
    /// <param name="unused">Pull secrets that were not used. Said only where a registry refused, where they may be why.</param>
    public static string For(IReadOnlyList<ImageDecision> decisions, IReadOnlyList<PullSecretProblem> unused)
    {
        string[] lines =
        [
            .. decisions.Where(decision => decision.Verdict is ImageVerdict.Denied or ImageVerdict.Unavailable)
                .GroupBy(decision => decision.Verdict.Image, StringComparer.Ordinal)
                .OrderBy(group => group.First().Verdict is ImageVerdict.Denied ? 0 : 1)
                .Select(Line),
            .. decisions.Any(decision => decision.Verdict is ImageVerdict.Denied) ? [] : Decided(decisions),
            .. decisions.Any(decision => IsRefusedByRegistry(decision.Verdict)) ? unused.Select(problem => $"note: {Printable.Line(problem.Detail, MaxDetailCharacters)}") : [],
        ];
        return Printable.Join("\n", lines, Limits.MaxMessageCharacters);
    }

    /// <summary>Which images did not keep the request: so it can be seen who is slow.</summary>
    private static IEnumerable<string> Decided(IReadOnlyList<ImageDecision> decisions)
    {
        string[] decided = [.. decisions.Where(decision => decision.Verdict is ImageVerdict.Admitted or ImageVerdict.AdmittedUnverified)
            .Select(decision => Printable.Line(decision.Verdict.Image, MaxImageCharacters)).Distinct(StringComparer.Ordinal)];
        return decided.Length == 0 ? [] : [$"note: decided already, and no obstacle: {Printable.Join(", ", decided, MaxReasonsCharacters)}"];
    }

    private static bool IsRefusedByRegistry(ImageVerdict verdict) =>
        verdict.Policies.Any(outcome => outcome.Result is CheckResult.Failed { Reason: ReasonCode.RegistryUnauthorized or ReasonCode.ImageNotFound });

    private static string Line(IGrouping<string, ImageDecision> decisions)
    {
        ImageVerdict verdict = decisions.First().Verdict;
        string places = Printable.Join(", ", [.. decisions.Select(decision => decision.Use.Field)], MaxPlacesCharacters);
        (string what, ReasonCode reason, string detail) = verdict switch
        {
            ImageVerdict.Denied denied => ("denied", denied.Reason, denied.Detail),
            ImageVerdict.Unavailable { Reason: ReasonCode.AlertUndelivered } untold => ("is not admitted now", untold.Reason, untold.Detail),
            ImageVerdict.Unavailable unavailable => ("could not be checked", unavailable.Reason, unavailable.Detail),
            _ => throw new UnreachableException(),
        };
        (string Policy, ReasonCode Reason, string Detail)[] policies = [.. verdict.Policies.Select(outcome => Blame(verdict, outcome)).OfType<(string, ReasonCode, string)>()];
        string reasons = policies.Length == 0
            ? $": {Reason(reason, detail)}"
            : " " + Printable.Join("; ", [.. policies.Select(policy => $"by policy \"{policy.Policy}\": {Reason(policy.Reason, policy.Detail)}")], MaxReasonsCharacters);
        IEnumerable<string> advice = policies.Select(policy => policy.Reason).DefaultIfEmpty(reason).Select(Advice.For).Distinct();
        return $"image \"{Printable.Line(verdict.Image, MaxImageCharacters)}\" ({places}) {what}{reasons}. {string.Join(" ", advice)}";
    }

    /// <summary>What a policy has to do with the verdict, or null: only policies that enforce deny.</summary>
    private static (string Policy, ReasonCode Reason, string Detail)? Blame(ImageVerdict verdict, PolicyOutcome outcome) => (verdict, outcome) switch
    {
        (_, { Policy.Mode: not PolicyMode.Enforce }) => null,
        (ImageVerdict.Denied, { Result: CheckResult.Failed failed }) => (outcome.Policy.Name, failed.Reason, failed.Detail),
        (ImageVerdict.Unavailable, { Result: CheckResult.Unavailable unavailable, Policy.OnUnavailable: not UnavailableAction.Warn }) =>
            (outcome.Policy.Name, unavailable.Reason, unavailable.Detail),
        _ => null,
    };

    private static string Reason(ReasonCode reason, string detail) => $"{reason}: {Printable.Line(detail, MaxDetailCharacters).TrimEnd('.', ' ')}";
}
