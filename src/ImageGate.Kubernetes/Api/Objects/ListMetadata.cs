namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>Version and continuation of a list. Source: Kubernetes API, ListMeta v1.</summary>
public sealed record ListMetadata
{
    /// <summary>The version of the whole list.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>What to ask for the next page with; null or empty: this is the last one.</summary>
    public string? Continue { get; init; }
}
