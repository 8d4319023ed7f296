namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>The fields that a mapping may have.</summary>
/// <param name="known">Their names.</param>
internal sealed class Shape(params string[] known)
{
    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Known { get; } = known;
}
