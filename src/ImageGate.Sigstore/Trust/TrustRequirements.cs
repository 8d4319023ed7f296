using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Trust;

/// <summary>
/// How many proofs of each kind a signature made with a certificate must carry under one trusted root. The default is one of
/// each; fewer is for instances that have no such service, and only by a policy's own <c>insecureSkip</c>.
/// </summary>
public sealed record TrustRequirements
{
    /// <summary>One of each.</summary>
    public static TrustRequirements Default { get; } = new();

    /// <summary>Entries in distinct transparency logs.</summary>
    public int TransparencyLogEntries { get; private init; } = 1;

    /// <summary>Certificate timestamps of distinct certificate logs.</summary>
    public int SignedCertificateTimestamps { get; private init; } = 1;

    /// <summary>Stamps of distinct time-stamping authorities that must be there, whatever other times there are.</summary>
    public int SignedTimestamps { get; private init; }

    /// <summary>Verified times of either kind: at least one, always, or a certificate would be good for ever.</summary>
    public int VerifiedTimes { get; private init; } = 1;

    /// <summary>Demands at least so many stamps of time-stamping authorities.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 32.</exception>
    public TrustRequirements WithSignedTimestamps(int count) => this with { SignedTimestamps = AtLeastOne(count) };

    /// <summary>Demands entries in at least so many logs.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 32.</exception>
    public TrustRequirements WithTransparencyLogEntries(int count) => this with { TransparencyLogEntries = AtLeastOne(count) };

    /// <summary>For an instance without a transparency log: the time must then come from a time-stamping authority.</summary>
    public TrustRequirements InsecureSkipLog() => this with { TransparencyLogEntries = 0, SignedTimestamps = Math.Max(1, SignedTimestamps) };

    /// <summary>For an instance whose certificate authority has no certificate log.</summary>
    public TrustRequirements InsecureSkipCertificateTimestamps() => this with { SignedCertificateTimestamps = 0 };

    /// <summary>
    /// Why no signature could ever satisfy this under <paramref name="root"/>, for people, or null. To be asked when a
    /// policy is loaded: a list that is empty by mistake is then an error, not an outage at the first Pod.
    /// </summary>
    public string? FindContradiction(TrustedRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        int stampers = root.TimestampAuthorities.Where(authority => authority.IsUsable)
            .DistinctBy(authority => authority.Anchor.SubjectKeyInfoDigest).Count();
        return !root.CertificateAuthorities.Any(authority => authority.Path is IssuingPath.Usable) ? "the trusted root has no certificate authority that can be used"
            : CountUsable(root.TransparencyLogs) < TransparencyLogEntries ? $"the trusted root has fewer than {TransparencyLogEntries} transparency logs that can be used"
            : CountUsable(root.CertificateLogs) < SignedCertificateTimestamps ? "the trusted root has no certificate log that can be used"
            : stampers < SignedTimestamps ? $"the trusted root has fewer than {SignedTimestamps} time-stamping authorities that can be used"
            : null;
    }

    private static int CountUsable(IReadOnlyList<TransparencyLogInstance> logs) =>
        logs.Where(log => log.Key is LogKey.Usable).DistinctBy(log => log.Witness).Count();

    private static int AtLeastOne(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 32);
        return count;
    }
}
