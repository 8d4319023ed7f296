using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.PullSecrets;
using Serilog.Events;

namespace ImageGate.Server.Telemetry;

/// <summary>One line and one count for every answer; repetitions of a refusal are counted, and told once a minute. No pod specs, no secrets.</summary>
internal sealed partial class DecisionLog(GateMetrics metrics, Serilog.ILogger log, TimeProvider time, ILogger<DecisionLog> logger)
{
    private readonly Serilog.ILogger _log = log.ForContext<DecisionLog>();
    private readonly Repetitions _refusals = new(Limits.MaxKnownRepetitions, Limits.RepetitionTime, time);

    /// <summary>Writes the line, with the trace that the request belongs to, and counts.</summary>
    public void Write(AdmissionRecord record, PolicySet policies, TimeSpan elapsed, ActivityContext trace)
    {
        Count(record, elapsed);
        foreach (PullSecretProblem problem in record.PullSecretProblems)
        {
            LogPullSecret(logger, DecisionLine.Bounded(problem.Detail), record.Uid);
        }

        if (record.Fault is { } fault)
        {
            LogFault(logger, fault.Exception, fault.CorrelationId, record.Uid);
        }

        LogEventLevel level = record.Outcome == AdmissionOutcome.Untouched ? LogEventLevel.Debug : record.IsAllowed ? LogEventLevel.Information : LogEventLevel.Warning;
        if (_log.IsEnabled(level) && (record.IsAllowed ? 0 : _refusals.Count(SameAs(record))) is { } repeats)
        {
            _log.Write(DecisionLine.Of(record, level, policies.Revision, elapsed, RequestPhases.Current, repeats, trace, time.GetUtcNow()));
        }
    }

    // A controller that tries again asks with another uid, and with another name.
    private static IEnumerable<string> SameAs(AdmissionRecord record) =>
    [
        record.Path.ToString(), record.Outcome.ToString(), record.Operation.ToString(), record.DryRun.ToString(), record.User, record.Kind, record.SubResource, record.Namespace,
        record.Owner.Length > 0 ? record.Owner : record.Name,
        .. record.Images.SelectMany(image => new[] { image.Use.Text, DecisionWords.For(image.Verdict).Reason }),
    ];

    private void Count(AdmissionRecord record, TimeSpan elapsed)
    {
        metrics.Decided(DecisionWords.For(record.Path), DecisionWords.For(record.Outcome), elapsed);
        foreach (ImageDecision image in record.Images)
        {
            (string outcome, string reason) = DecisionWords.For(image.Verdict);
            metrics.Verdict(outcome, reason);
            foreach (PolicyOutcome said in image.Verdict.Policies)
            {
                (string result, string why) = DecisionWords.For(said.Result);
                metrics.PolicySaid(said.Policy.Name, DecisionWords.For(said.Policy.Mode), result, why);
            }
        }

        foreach (PullSecretProblem problem in record.PullSecretProblems)
        {
            metrics.PullSecretUnused(DecisionWords.For(problem.Fault));
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "pull secret not used: {Detail}, in request {Uid}")]
    private static partial void LogPullSecret(ILogger logger, string detail, string uid);

    [LoggerMessage(Level = LogLevel.Error, Message = "fault {CorrelationId} in request {Uid}")]
    private static partial void LogFault(ILogger logger, Exception exception, string correlationId, string uid);
}
