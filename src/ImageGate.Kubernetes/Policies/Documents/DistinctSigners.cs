using ImageGate.Core.Policies;
using ImageGate.Sigstore;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>How many signers can have signed with a key of their own: a maximum matching of signers and keys.</summary>
/// <remarks>Source: Kuhn's algorithm; that the signers reached from an unmatched one lack a key is Hall's theorem.</remarks>
internal sealed class DistinctSigners
{
    private readonly IReadOnlyList<string[]> _keys;
    private readonly Dictionary<string, int> _ownerOf = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _reached = [];

    private DistinctSigners(IReadOnlyList<Signer> signers) => _keys = [.. signers.Select(Fingerprints)];

    /// <summary>Null when <paramref name="atLeast"/> signers can be matched, else signers that have too few keys together.</summary>
    public static (IReadOnlyList<string> Signers, int Keys)? Shortage(IReadOnlyList<Signer> signers, int atLeast)
    {
        var matching = new DistinctSigners(signers);
        int matched = 0;
        SortedSet<int> tooMany = [];
        for (int signer = 0; signer < signers.Count; signer++)
        {
            matching._reached.Clear();
            if (matching.TryMatch(signer))
            {
                matched++;
            }
            else
            {
                tooMany.UnionWith(matching._reached);
            }
        }

        return matched >= atLeast ? null : ([.. tooMany.Select(signer => signers[signer].Name)], tooMany.SelectMany(signer => matching._keys[signer]).Distinct().Count());
    }

    private bool TryMatch(int signer)
    {
        _reached.Add(signer);
        foreach (string key in _keys[signer])
        {
            if (!_ownerOf.TryGetValue(key, out int owner) || (!_reached.Contains(owner) && TryMatch(owner)))
            {
                _ownerOf[key] = signer;
                return true;
            }
        }

        return false;
    }

    private static string[] Fingerprints(Signer signer) => signer.Requirement switch
    {
        SignerRequirement.AnyKey anyKey => [.. anyKey.Keys.Select(key => key.Fingerprint)],
        _ => [],
    };
}
