namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A ServiceAccount. Source: Kubernetes API, ServiceAccount v1.</summary>
public sealed record ServiceAccount : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The Secrets with which images of its Pods are pulled.</summary>
    public IReadOnlyList<LocalReference> ImagePullSecrets { get; init => field = value ?? []; } = [];
}
