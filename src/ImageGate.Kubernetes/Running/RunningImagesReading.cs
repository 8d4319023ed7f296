using ImageGate.Kubernetes.Api;

namespace ImageGate.Kubernetes.Running;

/// <summary>What <see cref="RunningImages"/> found.</summary>
internal abstract record RunningImagesReading
{
    private RunningImagesReading()
    {
    }

    /// <summary>The images, at most <see cref="Limits.MaxRunningImages"/>.</summary>
    /// <param name="Images">In the order of the Pods.</param>
    /// <param name="Pods">How many Pods were looked at.</param>
    public sealed record Found(IReadOnlyList<RunningImage> Images, int Pods) : RunningImagesReading;

    /// <summary>The Pods could not be listed.</summary>
    public sealed record Failed(ApiFailure Failure) : RunningImagesReading;
}
