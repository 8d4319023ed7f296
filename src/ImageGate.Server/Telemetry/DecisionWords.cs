using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;
using ImageGate.Kubernetes.Admission;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Server.Telemetry;

/// <summary>The words of decisions, the same in the log and in the metrics: stable, whatever the types are called.</summary>
internal static class DecisionWords
{
    /// <summary>Which webhook was called.</summary>
    public static string For(AdmissionPath path) => path == AdmissionPath.Mutate ? "mutate" : "validate";

    /// <summary>What took time.</summary>
    public static string For(Phase phase) => phase switch
    {
        Phase.Resolve => "resolve",
        Phase.Fetch => "fetch",
        Phase.Verify => "verify",
        Phase.Key => "key",
        _ => throw new UnreachableException(),
    };

    /// <summary>How a request ended.</summary>
    public static string For(AdmissionOutcome outcome) => outcome switch
    {
        AdmissionOutcome.Failed => "failed",
        AdmissionOutcome.Denied => "denied",
        AdmissionOutcome.Unavailable => "unavailable",
        AdmissionOutcome.Unreadable => "unreadable",
        AdmissionOutcome.Allowed => "allowed",
        AdmissionOutcome.Untouched => "untouched",
        _ => throw new UnreachableException(),
    };

    /// <summary>Why a pull secret was not used.</summary>
    public static string For(PullSecretFault fault) => fault switch
    {
        PullSecretFault.Unavailable => "unavailable",
        PullSecretFault.Forbidden => "forbidden",
        PullSecretFault.Missing => "missing",
        PullSecretFault.Malformed => "malformed",
        PullSecretFault.TooMany => "too_many",
        _ => throw new UnreachableException(),
    };

    /// <summary>What a policy does when it fails.</summary>
    public static string For(PolicyMode mode) => mode switch
    {
        PolicyMode.Enforce => "enforce",
        PolicyMode.Warn => "warn",
        PolicyMode.Audit => "audit",
        _ => throw new UnreachableException(),
    };

    /// <summary>An image's outcome, and its reason code or <c>none</c>.</summary>
    public static (string Outcome, string Reason) For(ImageVerdict verdict) => verdict switch
    {
        ImageVerdict.Admitted => ("admitted", "none"),
        ImageVerdict.AdmittedUnverified => ("admitted_unverified", "none"),
        ImageVerdict.Denied denied => ("denied", denied.Reason.ToString()),
        ImageVerdict.Unavailable unavailable => ("unavailable", unavailable.Reason.ToString()),
        _ => throw new UnreachableException(),
    };

    /// <summary>What a policy said, and its reason code or <c>none</c>.</summary>
    public static (string Result, string Reason) For(CheckResult result) => result switch
    {
        CheckResult.Passed => ("passed", "none"),
        CheckResult.Failed failed => ("failed", failed.Reason.ToString()),
        CheckResult.Unavailable unavailable => ("unavailable", unavailable.Reason.ToString()),
        _ => throw new UnreachableException(),
    };
}
