namespace ImageGate.Kubernetes.Api;

/// <summary>Which objects of a kind are meant.</summary>
/// <param name="Namespace">Those of one namespace, or null: all.</param>
/// <param name="Name">The one of that name, or null: all. A role with <c>resourceNames</c> allows it.</param>
/// <param name="LabelSelector">Those with certain labels, in the API's own language, or null: all.</param>
public sealed record ApiSelection(string? Namespace = null, string? Name = null, string? LabelSelector = null)
{
    /// <summary>All objects of the cluster.</summary>
    public static ApiSelection All { get; } = new();
}
