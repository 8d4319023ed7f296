using ImageGate.Kubernetes.PullSecrets;

namespace ImageGate.Kubernetes.Workloads;

/// <summary>What <see cref="ImageFinder"/> found in an object.</summary>
internal abstract record ImageFinding
{
    private ImageFinding()
    {
    }

    /// <summary>Every image that the object names; may be none.</summary>
    /// <param name="Type">What the object is.</param>
    /// <param name="Uses">In the order of the object.</param>
    /// <param name="PullSecrets">What the same Pod spec says that they are pulled with.</param>
    public sealed record Found(WorkloadType Type, IReadOnlyList<ImageUse> Uses, PullSecretNames PullSecrets) : ImageFinding;

    /// <summary>Nobody knows where this kind names images.</summary>
    /// <param name="Line">The kind, for people.</param>
    public sealed record UnknownKind(string Line) : ImageFinding;

    /// <summary>The object is not what its kind is, so that images may have been missed.</summary>
    /// <param name="Line">What is wrong, for people.</param>
    public sealed record Malformed(string Line) : ImageFinding;

    /// <summary>Over <see cref="Limits.MaxImages"/>.</summary>
    /// <param name="Line">The bound, for people.</param>
    public sealed record TooMany(string Line) : ImageFinding;
}
