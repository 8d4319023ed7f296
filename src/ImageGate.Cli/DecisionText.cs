using System.Text;
using ImageGate.Core.Verdicts;

namespace ImageGate.Cli;

/// <summary>The decision for people: what it is, and the tree of who said what.</summary>
internal static class DecisionText
{
    public static string Write(ImageVerdict verdict)
    {
        var text = new StringBuilder();
        text.Append("image     ").AppendLine(verdict.Image);
        text.Append("digest    ").AppendLine(verdict.Digest?.ToString() ?? "(not resolved)");
        text.Append("decision  ").AppendLine(Decision.WordFor(verdict));
        switch (verdict)
        {
            case ImageVerdict.Admitted admitted:
                text.Append("pinned    ").AppendLine(admitted.Pinned.Text);
                AppendWarnings(text, admitted.Warnings);
                break;
            case ImageVerdict.AdmittedUnverified unverified:
                text.AppendLine("pinned    (no: nothing was verified)");
                AppendWarnings(text, unverified.Warnings);
                break;
            default:
                (ReasonCode? reason, string? detail) = Decision.WhyNot(verdict);
                text.Append("reason    ").Append(reason).Append(": ").AppendLine(detail);
                break;
        }

        foreach (PolicyOutcome policy in verdict.Policies)
        {
            text.Append("policy    ").Append(policy.Policy.Name).Append(" (").Append(Decision.WordFor(policy.Policy.Mode)).Append("): ");
            AppendResult(text, policy.Result);
            foreach (SignerOutcome signer in policy.Signers)
            {
                text.Append("  signer  ").Append(signer.Name).Append(": ");
                AppendResult(text, signer.Result);
            }
        }

        return text.ToString();
    }

    private static void AppendWarnings(StringBuilder text, IReadOnlyList<string> warnings)
    {
        foreach (string warning in warnings)
        {
            text.Append("warning   ").AppendLine(warning);
        }
    }

    private static void AppendResult(StringBuilder text, CheckResult result)
    {
        (ReasonCode? reason, string detail) = Decision.Describe(result);
        string word = result switch { CheckResult.Passed => "passed", CheckResult.Failed => "failed", _ => "could not tell" };
        text.Append(word).Append(reason is null ? "" : ", " + reason).Append(": ").AppendLine(detail);
    }
}
