using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>What a <c>TrustRoot</c> document says.</summary>
internal abstract record NamedTrustRoot
{
    private NamedTrustRoot()
    {
    }

    /// <summary>The trusted root stands in the policies or in a file beside them: what does not fit is an error of theirs.</summary>
    public sealed record Written(UsableTrustRoot Root) : NamedTrustRoot;

    /// <summary>The trusted root comes from a TUF repository: what does not fit now may fit tomorrow, and is never a load error.</summary>
    public sealed record Followed(FollowedTrustRoot Source, TrustRequirements Demands) : NamedTrustRoot;
}
