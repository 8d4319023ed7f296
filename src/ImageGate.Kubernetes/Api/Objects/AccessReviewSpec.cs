namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>The question of an access review.</summary>
internal sealed record AccessReviewSpec(AccessQuestion? ResourceAttributes);
