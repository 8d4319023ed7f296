namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>Any object, of which only the metadata was asked for. Source: Kubernetes API, PartialObjectMetadata v1.</summary>
public sealed record PartialObject : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();
}
