namespace ImageGate.Kubernetes.Workloads;

/// <summary>What an object is.</summary>
/// <param name="Group">The API group; empty for the core group.</param>
/// <param name="Version">The version of the group.</param>
/// <param name="Kind">The kind.</param>
internal sealed record GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>As in manifests: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : Group + "/" + Version;

    public override string ToString() => ApiVersion + " " + Kind;
}
