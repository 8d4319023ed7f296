namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A SelfSubjectAccessReview. Source: Kubernetes API, authorization.k8s.io/v1.</summary>
internal sealed record AccessReview : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The question.</summary>
    public AccessReviewSpec? Spec { get; init; }

    /// <summary>The answer.</summary>
    public AccessReviewStatus? Status { get; init; }
}
