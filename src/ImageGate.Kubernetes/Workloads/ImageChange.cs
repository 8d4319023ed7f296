namespace ImageGate.Kubernetes.Workloads;

/// <summary>An image that a request brings in.</summary>
/// <param name="Use">Where and what.</param>
/// <param name="Stored">
/// The text that the stored object has there, when that is the new text with a digest: somebody sent the manifest again that
/// was pinned before. Null otherwise.
/// </param>
internal sealed record ImageChange(ImageUse Use, string? Stored)
{
    /// <summary>What <paramref name="now"/> brings in that <paramref name="before"/> has not.</summary>
    /// <remarks>
    /// A container with exactly the stored text passes without a check: it runs already, or its Pods are checked when they are
    /// created. Checking it again would make every label, finalizer and controller's write on an object from before a policy
    /// fail, and stop what runs instead of what starts.
    /// </remarks>
    public static IReadOnlyList<ImageChange> Since(IReadOnlyList<ImageUse> before, IReadOnlyList<ImageUse> now)
    {
        if (before.Count == 0)
        {
            return [.. now.Select(use => new ImageChange(use, null))];
        }

        Dictionary<(string List, string Name), string> stored = Named(before);
        Dictionary<(string List, string Name), string> sent = Named(now);
        return
        [
            .. from use in now
               let key = (use.List, use.Name)
               let old = sent.ContainsKey(key) ? stored.GetValueOrDefault(key) : null
               where old != use.Text
               select new ImageChange(use, IsPinned(old, use.Text) ? old : null),
        ];
    }

    // A name that is there twice tells nothing about which is which, so it is left out and its images count as changed.
    private static Dictionary<(string List, string Name), string> Named(IReadOnlyList<ImageUse> uses) =>
        uses.GroupBy(use => (use.List, use.Name)).Where(group => group.Count() == 1).ToDictionary(group => group.Key, group => group.Single().Text);

    private static bool IsPinned(string? old, string text) => old is not null && old.StartsWith(text + "@", StringComparison.Ordinal);
}
