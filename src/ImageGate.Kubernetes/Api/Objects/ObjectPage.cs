namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
public sealed record ObjectPage<T>
    where T : class, IApiObject
{
    /// <summary>Version and continuation.</summary>
    public ListMetadata Metadata { get; init => field = value ?? new(); } = new();

    /// <summary>The objects, at most 500.</summary>
    public IReadOnlyList<T> Items { get; init => field = value ?? []; } = [];
}
