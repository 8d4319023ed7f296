namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>What the API server says about a call that failed. Source: Kubernetes API, Status v1.</summary>
internal sealed record ApiStatus(string? Kind, string? Reason, string? Message, int Code);
