using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What the API server's audit log keeps of a decision. It puts the webhook's name before each key.</summary>
internal static class AuditAnnotations
{
    private const int MaxImageCharacters = Core.Limits.MaxReferenceCharacters;

    /// <summary>Keys and values; a key without anything to say is left out.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(AdmissionRecord record)
    {
        IReadOnlyList<ImageVerdict> verdicts = [.. record.Images.Select(image => image.Verdict).DistinctBy(verdict => verdict.Image, StringComparer.Ordinal)];
        IReadOnlyList<(ImageVerdict Verdict, PolicyOutcome Outcome)> spoken =
            [.. verdicts.SelectMany(verdict => verdict.Policies.Select(outcome => (verdict, outcome)))];
        yield return new("decision", record.Outcome.ToString().ToLowerInvariant());
        foreach ((string key, IReadOnlyCollection<string> parts) in new (string, IReadOnlyCollection<string>)[]
        {
            ("images", [.. verdicts.Select(Describe)]),
            ("policies", [.. spoken.Select(one => one.Outcome.Policy.Name).Distinct()]),
            ("would-deny", [.. spoken.Select(WouldDeny).OfType<string>()]),
            ("correlation-id", record.Fault is null ? [] : [record.Fault.CorrelationId]),
        })
        {
            if (parts.Count > 0)
            {
                yield return new(key, Printable.Join("; ", parts, Limits.MaxAuditCharacters));
            }
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

    private static string? WouldDeny((ImageVerdict Verdict, PolicyOutcome Outcome) one) =>
        one.Outcome is { Policy.Mode: PolicyMode.Warn or PolicyMode.Audit, Result: CheckResult.Failed failed }
            ? $"{one.Outcome.Policy.Name}: {failed.Reason}: {Printable.Line(one.Verdict.Image, MaxImageCharacters)}"
            : null;
}
