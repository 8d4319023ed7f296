using System.Text.Json;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A Pod. Source: Kubernetes API, Pod v1. It is only read, never written.</summary>
public sealed record Pod : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>What runs in it, as it came: it is read by what reads the Pods of admission requests.</summary>
    public JsonElement Spec { get; init; }

    /// <summary>How far it is.</summary>
    public PodStatus Status { get; init => field = value ?? new(); } = new();
}
