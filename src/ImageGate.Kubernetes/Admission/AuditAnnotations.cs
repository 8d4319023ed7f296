using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What the API server's audit log keeps of a decision. It puts the webhook's name before each key.</summary>
internal static class AuditAnnotations
{
    private const int MaxImageCharacters = Core.Limits.MaxReferenceCharacters;

    /// <summary>Keys and values; a key without anything to say is left out.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(AdmissionRecord record)
    {
        ImageVerdict[] verdicts = [.. record.Images.Select(image => image.Verdict)];
        verdicts = verdicts.Length > 1 ? [.. verdicts.DistinctBy(verdict => verdict.Image, StringComparer.Ordinal)] : verdicts;
        var policies = new List<string>();
        var wouldDeny = new List<string>();
        foreach (ImageVerdict verdict in verdicts)
        {
            foreach (PolicyOutcome outcome in verdict.Policies)
            {
                policies.Add(outcome.Policy.Name);
                if (outcome is { Policy.Mode: PolicyMode.Warn or PolicyMode.Audit, Result: CheckResult.Failed failed })
                {
                    wouldDeny.Add($"{outcome.Policy.Name}: {failed.Reason}: {Printable.Line(verdict.Image, MaxImageCharacters)}");
                }
            }
        }

        var annotations = new List<KeyValuePair<string, string>>(capacity: 5) { new("decision", record.Outcome.ToString().ToLowerInvariant()) };
        Add(annotations, "images", Array.ConvertAll(verdicts, Describe));
        Add(annotations, "policies", policies.Count > 1 ? [.. policies.Distinct(StringComparer.Ordinal)] : policies);
        Add(annotations, "would-deny", wouldDeny);
        Add(annotations, "correlation-id", record.Fault is null ? [] : [record.Fault.CorrelationId]);
        return annotations;
    }

    private static void Add(List<KeyValuePair<string, string>> annotations, string key, IReadOnlyCollection<string> parts)
    {
        if (parts.Count > 0)
        {
            annotations.Add(new(key, Printable.Join("; ", parts, Limits.MaxAuditCharacters)));
        }
    }

    private static string Describe(ImageVerdict verdict)
    {
        string digest = verdict.Digest is null || verdict.Image.EndsWith(verdict.Digest.ToString(), StringComparison.Ordinal) ? "" : "@" + verdict.Digest;
        return Printable.Line(verdict.Image, MaxImageCharacters) + digest + verdict switch
        {
            ImageVerdict.Denied denied => $" denied: {denied.Reason}",
            ImageVerdict.Unavailable unavailable => $" unavailable: {unavailable.Reason}",
            ImageVerdict.Admitted => " verified",
            ImageVerdict.AdmittedUnverified => " admitted without verification",
            _ => throw new UnreachableException(),
        };
    }
}
