namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>
/// What was known of TUF repositories, each asked for once in a load: two signers see one trusted root, and the content hash
/// covers what was seen.
/// </summary>
internal sealed class AskedMaterial(ITrustMaterial material)
{
    private readonly Dictionary<(string Id, TimeSpan? MaxAge), TrustMaterial> _answers = [];
    private readonly List<TrustMaterial> _inOrder = [];

    /// <summary>The answers, in the order of asking.</summary>
    public IReadOnlyList<TrustMaterial> All => _inOrder;

    /// <summary>What is known of the repository that a trust root follows.</summary>
    public TrustMaterial Find(FollowedTrustRoot followed)
    {
        (string, TimeSpan?) question = (followed.Seed.Id, followed.MaxAge);
        if (!_answers.TryGetValue(question, out TrustMaterial? answer))
        {
            answer = material.Find(followed.Seed, followed.MaxAge);
            _answers.Add(question, answer);
            _inOrder.Add(answer);
        }

        return answer;
    }
}
