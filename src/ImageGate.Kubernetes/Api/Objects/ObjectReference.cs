namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>What an Event is about. Source: Kubernetes API, ObjectReference v1.</summary>
public sealed record ObjectReference
{
    /// <summary><c>v1</c>, <c>apps/v1</c>.</summary>
    public string? ApiVersion { get; init; }

    /// <summary><c>Pod</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Its namespace, or null: it is in none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its uid, or null.</summary>
    public string? Uid { get; init; }
}
