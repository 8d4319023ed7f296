using ImageGate.Core.Verdicts;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What <c>kubectl</c> shows beside the answer.</summary>
internal static class AdmissionWarnings
{
    /// <summary>Each warning once, within what the API server passes on.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ImageDecision> decisions)
    {
        if (!decisions.Any(decision => Raw(decision.Verdict).Count > 0))
        {
            return [];
        }

        var warnings = new List<string>();
        int characters = 0;
        foreach (string warning in decisions.SelectMany(decision => Raw(decision.Verdict)).Select(raw => Printable.Line(raw, Limits.MaxWarningCharacters)).Distinct())
        {
            characters += warning.Length;
            if (characters > Limits.MaxWarningsCharacters)
            {
                break;
            }

            warnings.Add(warning);
        }

        return warnings;
    }

    private static IReadOnlyList<string> Raw(ImageVerdict verdict) => verdict switch
    {
        ImageVerdict.Admitted admitted => admitted.Warnings,
        ImageVerdict.AdmittedUnverified unverified => unverified.Warnings,
        _ => [],
    };
}
