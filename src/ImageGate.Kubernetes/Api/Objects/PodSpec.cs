namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>What runs in a Pod. Source: Kubernetes API, PodSpec v1.</summary>
public sealed record PodSpec
{
    /// <summary>The service account, or null: <c>default</c>.</summary>
    public string? ServiceAccountName { get; init; }

    /// <summary>The Secrets with which its images are pulled.</summary>
    public IReadOnlyList<LocalReference> ImagePullSecrets { get; init => field = value ?? []; } = [];

    /// <summary>The containers that run first.</summary>
    public IReadOnlyList<PodContainer> InitContainers { get; init => field = value ?? []; } = [];

    /// <summary>The containers.</summary>
    public IReadOnlyList<PodContainer> Containers { get; init => field = value ?? []; } = [];

    /// <summary>The containers that were added to look into it.</summary>
    public IReadOnlyList<PodContainer> EphemeralContainers { get; init => field = value ?? []; } = [];
}
