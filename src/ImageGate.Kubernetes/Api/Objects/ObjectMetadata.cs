namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>Name, version and labels. Source: Kubernetes API, ObjectMeta v1.</summary>
public sealed record ObjectMetadata
{
    /// <summary>Unique within its namespace; empty only where the server is to make one.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>Makes the server put a name together; null for a name of its own.</summary>
    public string? GenerateName { get; init; }

    /// <summary>The namespace, or null: it is in none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Unique in the cluster for all time; null before it is created.</summary>
    public string? Uid { get; init; }

    /// <summary>The version, to be compared for equality only; null before it is created.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>The labels, or null: none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The annotations, or null: none.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}
