namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A container of a Pod. Source: Kubernetes API, Container v1.</summary>
public sealed record PodContainer
{
    /// <summary>Its name.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The image, as it was written.</summary>
    public string Image { get; init => field = value ?? ""; } = "";
}
