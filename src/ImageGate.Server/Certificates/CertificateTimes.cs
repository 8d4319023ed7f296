namespace ImageGate.Server.Certificates;

/// <summary>How long the certificates that the leader makes are good for.</summary>
internal static class CertificateTimes
{
    /// <summary>An authority.</summary>
    public static readonly TimeSpan AuthorityLifetime = TimeSpan.FromDays(730);

    /// <summary>An authority with less than this left is replaced: it must outlive each certificate that it signs, and a cluster that nobody looks after for months.</summary>
    public static readonly TimeSpan AuthorityReserve = TimeSpan.FromDays(180);

    /// <summary>A serving certificate.</summary>
    public static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(90);

    /// <summary>The part of its lifetime after which a serving certificate is renewed: a month remains for trying again.</summary>
    public const double RenewAfter = 2.0 / 3;

    /// <summary>How much earlier than now a certificate begins, for clocks that are behind the leader's.</summary>
    public static readonly TimeSpan Backdated = TimeSpan.FromHours(1);

    /// <summary>How much longer than the last of its certificates a retired authority is trusted, for clocks that are behind, and for leaders whose clocks differ.</summary>
    public static readonly TimeSpan RetirementReserve = TimeSpan.FromDays(1);

    /// <summary>Retired authorities at one time. With as many, a lost Secret is restored and not rotated.</summary>
    public const int MaxRetired = 4;
}
