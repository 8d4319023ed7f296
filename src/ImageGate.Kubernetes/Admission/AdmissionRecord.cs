using ImageGate.Kubernetes.Api.Objects;
using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes.Admission;

/// <summary>What a host needs to log and to count one request. Texts are a stranger's, and bounded only by the review's size unless said.</summary>
/// <param name="Path">Which webhook was called.</param>
/// <param name="Uid">Names the request: printable, at most <see cref="Limits.MaxUidCharacters"/>.</param>
/// <param name="Operation">What was asked.</param>
/// <param name="Kind">The kind alone: <c>Pod</c>.</param>
/// <param name="SubResource">Which part of the object; empty for all of it.</param>
/// <param name="Namespace">Empty for objects without one.</param>
/// <param name="Name">The name, or what it will begin with and <c>*</c>.</param>
/// <param name="User">Who asked.</param>
/// <param name="DryRun">Whether nothing was stored.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Images">The images that were decided; empty when it ended before.</param>
/// <param name="Fault">What failed, or null.</param>
public sealed record AdmissionRecord(
    AdmissionPath Path,
    string Uid,
    AdmissionOperation Operation,
    string Kind,
    string SubResource,
    string Namespace,
    string Name,
    string User,
    bool DryRun,
    AdmissionOutcome Outcome,
    IReadOnlyList<ImageDecision> Images,
    AdmissionFault? Fault)
{
    /// <summary>Pull secrets that were not used.</summary>
    public IReadOnlyList<PullSecretProblem> PullSecretProblems { get; private init; } = [];

    /// <summary>The controller that made the object, as the object says, without its namespace; null when it has none.</summary>
    public ObjectReference? Controller { get; private init; }

    /// <summary>The controller as <c>ReplicaSet/web-5d9f</c>; empty when it has none.</summary>
    public string Owner => Controller is null ? "" : $"{Controller.Kind}/{Controller.Name}";

    /// <summary>Whether the request was allowed.</summary>
    public bool IsAllowed => Outcome is AdmissionOutcome.Allowed or AdmissionOutcome.Untouched;

    internal static AdmissionRecord Of(AdmissionRequest request, AdmissionPath path, Decision decision) => new(
        path,
        request.Uid,
        request.Operation,
        request.Kind.Kind,
        request.SubResource,
        request.Namespace,
        request.DisplayName,
        request.UserName,
        request.DryRun,
        decision.Outcome,
        decision.Images,
        (decision as Decision.Failed)?.Fault)
    {
        PullSecretProblems = decision.PullSecretProblems,
        Controller = request.Controller,
    };
}
