using ImageGate.Sigstore.Trust;

namespace ImageGate.Kubernetes.Policies.Documents;

/// <summary>A <c>TrustRoot</c> that was read.</summary>
/// <param name="Root">Whom it trusts.</param>
/// <param name="Demands">How many proofs a keyless signature needs under it.</param>
internal sealed record UsableTrustRoot(TrustedRoot Root, TrustRequirements Demands)
{
    /// <summary>Whether the instance is said to have a log, and one of it can be used.</summary>
    public bool HasLog => Demands.TransparencyLogEntries > 0 && Root.TransparencyLogs.Any(log => log.Key is LogKey.Usable);

    /// <summary>Whether it has a time-stamping authority that can be used.</summary>
    public bool HasTimestampAuthority => Root.TimestampAuthorities.Any(authority => authority.IsUsable);

    /// <summary>Why no keyless signature could ever be right under it, or null.</summary>
    public string? KeylessProblem => Demands.FindContradiction(Root);
}
