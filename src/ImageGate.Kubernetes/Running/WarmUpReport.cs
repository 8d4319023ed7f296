using ImageGate.Kubernetes.Api;

namespace ImageGate.Kubernetes.Running;

/// <summary>What became of a <see cref="WarmUp"/>.</summary>
public abstract record WarmUpReport
{
    private WarmUpReport()
    {
    }

    /// <summary>The images were asked about.</summary>
    /// <param name="Pods">Pods that had not ended.</param>
    /// <param name="Images">Images that were asked about, each once for the same policies and credentials.</param>
    public sealed record Done(int Pods, int Images) : WarmUpReport;

    /// <summary>The Pods could not be listed; nothing was asked.</summary>
    public sealed record Refused(ApiFailure Failure) : WarmUpReport;
}
