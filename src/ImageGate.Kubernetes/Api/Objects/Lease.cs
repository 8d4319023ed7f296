namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A Lease. Source: Kubernetes API, coordination.k8s.io/v1.</summary>
public sealed record Lease : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>Who holds it.</summary>
    public LeaseSpec Spec { get; init => field = value ?? new(); } = new();
}
