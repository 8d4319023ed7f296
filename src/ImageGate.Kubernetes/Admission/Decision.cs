using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes.Admission;

/// <summary>How a request is answered, before it is written down.</summary>
internal abstract record Decision
{
    private Decision(AdmissionOutcome outcome, IReadOnlyList<ImageDecision> images)
    {
        Outcome = outcome;
        Images = images;
    }

    /// <summary>The same in one word.</summary>
    public AdmissionOutcome Outcome { get; }

    /// <summary>The images that were decided; may be empty.</summary>
    public IReadOnlyList<ImageDecision> Images { get; }

    /// <summary>Pull secrets that were not used.</summary>
    public IReadOnlyList<PullSecretProblem> PullSecretProblems { get; init; } = [];

    /// <summary>There was nothing to check.</summary>
    public sealed record Untouched() : Decision(AdmissionOutcome.Untouched, []);

    /// <summary>Every image may run.</summary>
    /// <param name="Images">The images.</param>
    /// <param name="Patch">A JSON patch; empty for none.</param>
    public sealed record Allowed(IReadOnlyList<ImageDecision> Images, ReadOnlyMemory<byte> Patch) : Decision(AdmissionOutcome.Allowed, Images);

    /// <summary>At least one image may not run.</summary>
    public sealed record Denied(IReadOnlyList<ImageDecision> Images) : Decision(AdmissionOutcome.Denied, Images);

    /// <summary>No image was denied, and for at least one it could not be told.</summary>
    /// <param name="Images">The images.</param>
    /// <param name="RetryAfter">When to ask again, or null when nobody said.</param>
    public sealed record Unavailable(IReadOnlyList<ImageDecision> Images, TimeSpan? RetryAfter) : Decision(AdmissionOutcome.Unavailable, Images);

    /// <summary>The images could not be found.</summary>
    /// <param name="Line">Why, for people.</param>
    public sealed record Unreadable(string Line) : Decision(AdmissionOutcome.Unreadable, []);

    /// <summary>ImageGate itself failed.</summary>
    public sealed record Failed(AdmissionFault Fault) : Decision(AdmissionOutcome.Failed, []);
}
