namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>Whether we may do something. Source: Kubernetes API, ResourceAttributes of authorization.k8s.io/v1.</summary>
/// <param name="Verb"><c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>patch</c>.</param>
/// <param name="Group">The API group; empty for the core.</param>
/// <param name="Resource">The resource: <c>secrets</c>.</param>
/// <param name="Namespace">Where, or null: in all namespaces.</param>
/// <param name="Name">Which, or null: all.</param>
public sealed record AccessQuestion(string Verb, string Group, string Resource, string? Namespace, string? Name);
