namespace ImageGate.Kubernetes.Workloads;

/// <summary>Which endpoint of the API an object was sent to.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version of the group.</param>
/// <param name="Resource">The plural name: <c>pods</c>.</param>
internal sealed record GroupVersionResource(string Group, string Version, string Resource);
