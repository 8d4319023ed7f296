namespace ImageGate.Kubernetes.PullSecrets;

/// <summary>The Secrets that a Pod spec names for pulling its images.</summary>
/// <param name="Secrets">Their names in order, each once; a stranger's texts.</param>
/// <param name="ServiceAccount">The account whose Secrets count when there are none, or null: nobody's do.</param>
/// <remarks>
/// Source: Kubernetes, plugin/pkg/admission/serviceaccount/admission.go: a Pod without Secrets of its own gets those of its
/// account before any webhook is asked, so that only templates need the account; the kubelet reads the Pod's alone.
/// </remarks>
internal sealed record PullSecretNames(IReadOnlyList<string> Secrets, string? ServiceAccount)
{
    /// <summary>No Secrets.</summary>
    public static PullSecretNames None { get; } = new([], null);
}
