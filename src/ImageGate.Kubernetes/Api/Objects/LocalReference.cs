namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>The name of an object in the same namespace. Source: Kubernetes API, LocalObjectReference v1.</summary>
public sealed record LocalReference
{
    /// <summary>The name; empty in objects that nobody checked.</summary>
    public string Name { get; init => field = value ?? ""; } = "";
}
