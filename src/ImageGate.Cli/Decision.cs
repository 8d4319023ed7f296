using System.Diagnostics;
using ImageGate.Core.Policies;
using ImageGate.Core.Verdicts;

namespace ImageGate.Cli;

/// <summary>The words in which decisions are printed, as text and as JSON.</summary>
internal static class Decision
{
    public static string WordFor(ImageVerdict verdict) => verdict switch
    {
        ImageVerdict.Admitted or ImageVerdict.AdmittedUnverified => "admitted",
        ImageVerdict.Denied => "denied",
        ImageVerdict.Unavailable => "unavailable",
        _ => throw new UnreachableException(),
    };

    public static ExitCode ExitCodeFor(ImageVerdict verdict) => verdict switch
    {
        ImageVerdict.Admitted or ImageVerdict.AdmittedUnverified => ExitCode.Admitted,
        ImageVerdict.Denied => ExitCode.Denied,
        ImageVerdict.Unavailable => ExitCode.Unavailable,
        _ => throw new UnreachableException(),
    };

    public static string WordFor(PolicyMode mode) => mode switch
    {
        PolicyMode.Enforce => "enforce",
        PolicyMode.Warn => "warn",
        PolicyMode.Audit => "audit",
        _ => throw new UnreachableException(),
    };

    /// <summary>Why the image does not pass, or nulls.</summary>
    public static (ReasonCode? Reason, string? Detail) WhyNot(ImageVerdict verdict) => verdict switch
    {
        ImageVerdict.Denied denied => (denied.Reason, denied.Detail),
        ImageVerdict.Unavailable unavailable => (unavailable.Reason, unavailable.Detail),
        _ => (null, null),
    };

    public static (ReasonCode? Reason, string Detail) Describe(CheckResult result) => result switch
    {
        CheckResult.Passed passed => (null, passed.Detail),
        CheckResult.Failed failed => (failed.Reason, failed.Detail),
        CheckResult.Unavailable unavailable => (unavailable.Reason, unavailable.Detail),
        _ => throw new UnreachableException(),
    };
}
