namespace ImageGate.Core.Policies;

/// <summary>Counts signers such that one key never counts for two of them.</summary>
public static class DistinctSigners
{
    /// <summary>The most signers that can each be given an identity of their own: a maximum bipartite matching.</summary>
    /// <param name="identities">For each signer the identities it has, or was proven to have.</param>
    public static int Count(IReadOnlyList<IReadOnlyCollection<string>> identities)
    {
        ArgumentNullException.ThrowIfNull(identities);
        var owner = new Dictionary<string, int>(StringComparer.Ordinal);
        int count = 0;
        for (int signer = 0; signer < identities.Count; signer++)
        {
            count += TryPlace(signer, identities, owner, []) ? 1 : 0;
        }

        return count;
    }

    // Depth is bounded by the number of signers of a policy.
    private static bool TryPlace(
        int signer, IReadOnlyList<IReadOnlyCollection<string>> identities, Dictionary<string, int> owner, HashSet<string> tried)
    {
        foreach (string identity in identities[signer])
        {
            if (tried.Add(identity) && (!owner.TryGetValue(identity, out int other) || TryPlace(other, identities, owner, tried)))
            {
                owner[identity] = signer;
                return true;
            }
        }

        return false;
    }
}
