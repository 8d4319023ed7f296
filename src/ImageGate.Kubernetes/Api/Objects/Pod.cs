namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A Pod. Source: Kubernetes API, Pod v1.</summary>
public sealed record Pod : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What runs in it.</summary>
    public PodSpec Spec { get; init => field = value ?? new(); } = new();

    /// <summary>How far it is.</summary>
    public PodStatus Status { get; init => field = value ?? new(); } = new();
}
