namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>
/// What was known of TUF repositories and of keys that are kept elsewhere, each asked for once in a load: two signers see one
/// trusted root and one key, and the content hash covers what was seen.
/// </summary>
internal sealed class AskedMaterial(ITrustMaterial material)
{
    private readonly Dictionary<(string Id, TimeSpan? MaxAge), TrustMaterial> _roots = [];
    private readonly List<TrustMaterial> _rootsInOrder = [];
    private readonly Dictionary<FollowedKey, KeyMaterial> _keys = [];
    private readonly List<FollowedKey> _followed = [];

    /// <summary>See <see cref="ITrustMaterial.NoNamespaceLabels"/>.</summary>
    public string? NoNamespaceLabels => material.NoNamespaceLabels;

    /// <summary>The answers about trusted roots, in the order of asking.</summary>
    public IReadOnlyList<TrustMaterial> Roots => _rootsInOrder;

    /// <summary>The keys that were asked for, in the order of asking.</summary>
    public IReadOnlyList<FollowedKey> Followed => _followed;

    /// <summary>The answers about keys, in the order of asking.</summary>
    public IEnumerable<KeyMaterial> Keys => _followed.Select(key => _keys[key]);

    /// <summary>What is known of the repository that a trust root follows.</summary>
    public TrustMaterial Find(FollowedTrustRoot followed)
    {
        (string, TimeSpan?) question = (followed.Seed.Id, followed.MaxAge);
        if (!_roots.TryGetValue(question, out TrustMaterial? answer))
        {
            answer = material.Find(followed.Seed, followed.MaxAge);
            _roots.Add(question, answer);
            _rootsInOrder.Add(answer);
        }

        return answer;
    }

    /// <summary>What is known of a key.</summary>
    public KeyMaterial Find(FollowedKey key)
    {
        if (!_keys.TryGetValue(key, out KeyMaterial? answer))
        {
            answer = material.Find(key);
            _keys.Add(key, answer);
            _followed.Add(key);
        }

        return answer;
    }
}
