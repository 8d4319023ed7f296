using System.Diagnostics;
using System.Globalization;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Server.Telemetry;

/// <summary>One line and one count for every answer. No pod specs, no secrets.</summary>
internal sealed partial class DecisionLog(GateMetrics metrics, ILogger<DecisionLog> logger)
{
    // A text of the request's is as long as its sender likes.
    private const int MaxText = 512;

    /// <summary>Writes the line and counts.</summary>
    public void Write(AdmissionRecord record, PolicySet policies, TimeSpan elapsed)
    {
        metrics.Decided(record.Path == AdmissionPath.Mutate ? "mutate" : "validate", WordFor(record.Outcome));
        foreach (ImageDecision image in record.Images)
        {
            (string outcome, string reason) = WordsFor(image.Verdict);
            metrics.Verdict(outcome, reason);
        }

        foreach (PullSecretProblem problem in record.PullSecretProblems)
        {
            metrics.PullSecretUnused(WordFor(problem.Fault));
            LogPullSecret(logger, Bounded(problem.Detail), record.Uid);
        }

        if (record.Fault is { } fault)
        {
            LogFault(logger, fault.Exception, fault.CorrelationId, record.Uid);
        }

        LogLevel level = record.Outcome == AdmissionOutcome.Untouched ? LogLevel.Debug : record.IsAllowed ? LogLevel.Information : LogLevel.Warning;
        if (logger.IsEnabled(level))
        {
            LogDecision(
                logger,
                level,
                WordFor(record.Outcome),
                record.Path == AdmissionPath.Mutate ? "mutate" : "validate",
                record.Uid,
                record.Operation.ToString().ToUpperInvariant(),
                Bounded(record.Kind),
                Bounded(record.SubResource),
                Bounded(record.Namespace),
                Bounded(record.Name),
                Bounded(record.User),
                record.DryRun,
                [.. record.Images.Select(Describe)],
                policies.Revision,
                elapsed.TotalMilliseconds);
        }
    }

    private static string Describe(ImageDecision image)
    {
        (string outcome, string reason) = WordsFor(image.Verdict);
        string policies = string.Join(",", image.Verdict.Policies.Select(policy => policy.Policy.Name));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{image.Use.Pointer} {Bounded(image.Use.Text)} {image.Verdict.Digest?.ToString() ?? "-"} {outcome} {reason} policies={policies}");
    }

    private static string WordFor(AdmissionOutcome outcome) => outcome switch
    {
        AdmissionOutcome.Failed => "failed",
        AdmissionOutcome.Denied => "denied",
        AdmissionOutcome.Unavailable => "unavailable",
        AdmissionOutcome.Unreadable => "unreadable",
        AdmissionOutcome.Allowed => "allowed",
        AdmissionOutcome.Untouched => "untouched",
        _ => throw new UnreachableException(),
    };

    private static string WordFor(PullSecretFault fault) => fault switch
    {
        PullSecretFault.Unavailable => "unavailable",
        PullSecretFault.Forbidden => "forbidden",
        PullSecretFault.Missing => "missing",
        PullSecretFault.Malformed => "malformed",
        PullSecretFault.TooMany => "too_many",
        _ => throw new UnreachableException(),
    };

    private static (string Outcome, string Reason) WordsFor(ImageVerdict verdict) => verdict switch
    {
        ImageVerdict.Admitted => ("admitted", "none"),
        ImageVerdict.AdmittedUnverified => ("admitted_unverified", "none"),
        ImageVerdict.Denied denied => ("denied", denied.Reason.ToString()),
        ImageVerdict.Unavailable unavailable => ("unavailable", unavailable.Reason.ToString()),
        _ => throw new UnreachableException(),
    };

    private static string Bounded(string text) => text.Length <= MaxText ? text : text[..MaxText] + "…";

    [LoggerMessage(Message = "{Outcome} {Path} {Uid} {Operation} {Kind} {SubResource} {NamespaceName} {Name} by {User} dryRun={DryRun} images={Images} revision={Revision} in {ElapsedMs} ms")]
    private static partial void LogDecision(
        ILogger logger,
        LogLevel level,
        string outcome,
        string path,
        string uid,
        string operation,
        string kind,
        string subResource,
        string namespaceName,
        string name,
        string user,
        bool dryRun,
        string[] images,
        string revision,
        double elapsedMs);

    [LoggerMessage(Level = LogLevel.Information, Message = "pull secret not used: {Detail}, in request {Uid}")]
    private static partial void LogPullSecret(ILogger logger, string detail, string uid);

    [LoggerMessage(Level = LogLevel.Error, Message = "fault {CorrelationId} in request {Uid}")]
    private static partial void LogFault(ILogger logger, Exception exception, string correlationId, string uid);
}
