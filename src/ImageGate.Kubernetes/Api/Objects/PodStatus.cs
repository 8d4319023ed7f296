namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>How far a Pod is. Source: Kubernetes API, PodStatus v1.</summary>
public sealed record PodStatus
{
    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c>, <c>Unknown</c>, or null.</summary>
    public string? Phase { get; init; }
}
