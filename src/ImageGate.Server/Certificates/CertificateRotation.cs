using System.Diagnostics;

namespace ImageGate.Server.Certificates;

/// <summary>
/// What the leader does next with the certificates. Each step is stored before the one after it begins, so that another
/// leader goes on from there. What holds after every step: each leaf that any replica may show and that has not expired
/// hangs on an authority of <see cref="CertificateState.CaBundle"/>.
/// </summary>
internal static class CertificateRotation
{
    /// <summary>The state that is to be stored; the same when nothing is to be done.</summary>
    /// <param name="stored">What the Secret holds.</param>
    /// <param name="remembered">What it last held that was good, as far as this process saw it, or null.</param>
    /// <param name="names">The names that the leaf must have.</param>
    /// <param name="now">The leader's clock.</param>
    /// <param name="isSettled">Whether every API server has trusted <see cref="CertificateState.Next"/> for long enough.</param>
    public static CertificateState Next(StoredCertificates stored, CertificateState? remembered, ServingNames names, DateTimeOffset now, bool isSettled) => stored switch
    {
        StoredCertificates.Good good => Next(good.State, names, now, isSettled),
        StoredCertificates.Absent when remembered is not null => Replace(remembered, now),
        StoredCertificates.Damaged when remembered is not null => remembered,
        StoredCertificates.Absent or StoredCertificates.Damaged => Make(names, now),
        _ => throw new UnreachableException(),
    };

    private static CertificateState Next(CertificateState state, ServingNames names, DateTimeOffset now, bool isSettled)
    {
        if (now >= state.Signing.Validity.NotAfter)
        {
            // Nobody trusts anything of it any more: there is nothing to be gentle with.
            return Make(names, now);
        }

        if (state.Retired is { } retired && now >= retired.Until + CertificateTimes.RetirementReserve)
        {
            return state with { Retired = null };
        }

        if (state.Next is { } next ? !next.Validity.Contains(now) : IsDue(state.Signing, now))
        {
            return state with { Next = SigningAuthority.Make(now) };
        }

        if (state.Next is not null && isSettled)
        {
            return Switch(state, names, now);
        }

        return state.Signing.Validity.Contains(now) && IsDue(state.Leaf, names, now) ? state with { Leaf = state.Signing.Issue(names, now) } : state;
    }

    private static CertificateState Make(ServingNames names, DateTimeOffset now)
    {
        var signing = SigningAuthority.Make(now);
        return new CertificateState(signing, signing.Issue(names, now), null, null);
    }

    // A Secret that was deleted is how people ask for new keys. Replicas show the old leaf until the new one is trusted.
    private static CertificateState Replace(CertificateState lost, DateTimeOffset now) =>
        lost.Next is not null || lost.Retired is { Count: >= CertificateTimes.MaxRetired } ? lost : lost with { Next = SigningAuthority.Make(now) };

    private static CertificateState Switch(CertificateState state, ServingNames names, DateTimeOffset now)
    {
        string certificates = state.Retired is null ? state.Signing.CertificatePem : $"{state.Signing.CertificatePem}\n{state.Retired.CertificatesPem}";
        DateTimeOffset until = state.Retired is { } retired && retired.Until > state.Leaf.Validity.NotAfter ? retired.Until : state.Leaf.Validity.NotAfter;
        return new CertificateState(state.Next!, state.Next!.Issue(names, now), null, new RetiredAuthorities(certificates, until));
    }

    private static bool IsDue(SigningAuthority authority, DateTimeOffset now) =>
        now < authority.Validity.NotBefore || now >= authority.Validity.NotAfter - CertificateTimes.AuthorityReserve;

    private static bool IsDue(ServingCertificate leaf, ServingNames names, DateTimeOffset now) =>
        now < leaf.Validity.NotBefore
        || now >= leaf.Validity.NotBefore + ((leaf.Validity.NotAfter - leaf.Validity.NotBefore) * CertificateTimes.RenewAfter)
        || leaf.Names != names;
}
