namespace ImageGate.Core.Policies;

/// <summary>What holds where no policy says otherwise.</summary>
/// <param name="UnmatchedImages">What happens to an image that no policy speaks of.</param>
/// <param name="Pinning">Which objects get digests written into them.</param>
public sealed record GateDefaults(UnmatchedImages UnmatchedImages, Pinning Pinning)
{
    /// <summary>Deny unmatched images, pin Pods.</summary>
    public static GateDefaults Strict { get; } = new(UnmatchedImages.Deny, Pinning.Pods);
}
