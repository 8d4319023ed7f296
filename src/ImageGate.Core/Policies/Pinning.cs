namespace ImageGate.Core.Policies;

/// <summary>Which objects get the verified digests written into them.</summary>
public enum Pinning
{
    /// <summary>Pods only: GitOps tools see no drift in what they manage.</summary>
    Pods,

    /// <summary>Every kind.</summary>
    All,

    /// <summary>None: what runs may be another image than what was verified, when a tag moves in between.</summary>
    None,
}
