using System.Collections.ObjectModel;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A Secret. Source: Kubernetes API, Secret v1.</summary>
public sealed record Secret : IApiObject
{
    /// <inheritdoc/>
    public ObjectMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary><c>kubernetes.io/dockerconfigjson</c>, <c>kubernetes.io/tls</c> and the like, or null.</summary>
    public string? Type { get; init; }

    /// <summary>What is secret: the bytes by name.</summary>
    public IReadOnlyDictionary<string, byte[]> Data { get; init => field = value ?? ReadOnlyDictionary<string, byte[]>.Empty; } = ReadOnlyDictionary<string, byte[]>.Empty;

    /// <summary>Namespace and name, never the data.</summary>
    public override string ToString() => $"Secret {Metadata.Namespace}/{Metadata.Name}";
}
