using ImageGate.Core.Images;

namespace ImageGate.Core.Policies;

/// <summary>What is demanded of which images in which namespaces.</summary>
/// <param name="Name">Unique in its set.</param>
/// <param name="Images">The images it speaks of; never empty.</param>
/// <param name="ExceptImages">Images it does not speak of although <paramref name="Images"/> matches them.</param>
/// <param name="Namespaces">Where it holds.</param>
/// <param name="Mode">What a failure does.</param>
/// <param name="Rule">The demand.</param>
/// <param name="OnUnavailable">What an unanswered question does.</param>
public sealed record TrustPolicy(
    string Name,
    IReadOnlyList<ImagePattern> Images,
    IReadOnlyList<ImagePattern> ExceptImages,
    NamespaceScope Namespaces,
    PolicyMode Mode,
    PolicyRule Rule,
    UnavailableAction OnUnavailable)
{
    /// <summary>
    /// Changes with everything that the policy was made from: its text, the keys and the trust roots. Answers are kept under
    /// it. Null, as without a loader: nothing is known of that, so no answer is kept.
    /// </summary>
    public string? Fingerprint { get; init; }

    /// <summary>Whether the policy speaks of <paramref name="image"/> in <paramref name="placement"/>.</summary>
    public Coverage Covers(ImageReference image, Placement placement) =>
        AnyMatches(Images, image) && !AnyMatches(ExceptImages, image)
            ? Namespaces.Covers(placement)
            : Coverage.NotCovered;

    // Asked of every policy for every image: a loop allocates nothing.
    private static bool AnyMatches(IReadOnlyList<ImagePattern> patterns, ImageReference image)
    {
        for (int i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Matches(image))
            {
                return true;
            }
        }

        return false;
    }
}
