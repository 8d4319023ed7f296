namespace ImageGate.Kubernetes.Api.Leases;

/// <summary>Which lease, and who wants it.</summary>
/// <param name="Namespace">The namespace of the Lease.</param>
/// <param name="Name">Its name.</param>
/// <param name="Identity">Who we are: unlike any other process, also any earlier one of the same Pod. Not empty.</param>
public sealed record LeaseName(string Namespace, string Name, string Identity);
