using System.Text.Json;

namespace ImageGate.Kubernetes.Api.Objects;

/// <summary>A line of a watch. Source: Kubernetes API, WatchEvent v1.</summary>
internal sealed record WatchEvent(string? Type, JsonElement Object);
