namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>The answer of an access review; what is not said is no.</summary>
internal sealed record AccessReviewStatus(bool Allowed);
