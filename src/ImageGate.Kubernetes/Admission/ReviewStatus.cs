using System.Diagnostics;

namespace ImageGate.Kubernetes.Admission;

/// <summary>The <c>status</c> of a denial.</summary>
/// <param name="Code">The HTTP status that the client gets.</param>
/// <param name="Reason">The word for it. Source: apimachinery, metav1.StatusReason.</param>
/// <param name="Message">Why, for people.</param>
/// <param name="RetryAfterSeconds">When the client should try again by itself, or null: trying again does not help.</param>
internal sealed record ReviewStatus(int Code, string Reason, string Message, int? RetryAfterSeconds)
{
    private const int DefaultRetryAfterSeconds = 1;

    /// <summary>The status, or null when the request is allowed.</summary>
    public static ReviewStatus? Of(Decision decision) => decision switch
    {
        Decision.Untouched or Decision.Allowed => null,
        Decision.Denied denied => new(403, "Forbidden", DenialMessage.For(denied.Images, denied.PullSecretProblems), null),
        Decision.Unavailable unavailable => new(503, "ServiceUnavailable", DenialMessage.For(unavailable.Images, unavailable.PullSecretProblems), Seconds(unavailable.RetryAfter)),
        Decision.Unreadable unreadable => new(400, "BadRequest", Printable.Line(unreadable.Line, Limits.MaxMessageCharacters), null),
        Decision.Failed failed => new(500, "InternalError", Apology(failed.Fault), null),
        _ => throw new UnreachableException(),
    };

    // The exception stays in the log: its message may hold what the user must not see.
    public static string Apology(AdmissionFault fault) =>
        $"ImageGate failed to decide this request. Ask the cluster's administrator to look for {fault.CorrelationId} in ImageGate's log.";

    private static int Seconds(TimeSpan? retryAfter) => retryAfter is { } time
        ? (int)Math.Clamp(Math.Ceiling(time.TotalSeconds), 1, Limits.MaxRetryAfterSeconds)
        : DefaultRetryAfterSeconds;
}
