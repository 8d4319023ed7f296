using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>Leads the signer of a time stamp to an authority of the trusted root, at the very time that was stamped.</summary>
/// <remarks>Source: RFC 3161, 2.3 (the signer's certificate); RFC 5280, 6.1.</remarks>
internal static class TimestampPath
{
    /// <summary>Authorities that a token may put between its signer and the trusted root. Each costs a signature check or more.</summary>
    private const int MaxSteps = 3;

    /// <summary>Null when the certificate is one that may stamp, by itself and at that time. To be asked before <see cref="Verify"/>.</summary>
    public static TimestampResult.Failed? CheckSigner(SigstoreCertificate signer, DateTimeOffset time) =>
        LeafCheck.Run(signer, ExtendedKeyUsage.TimeStamping, [time]) is { } refused ? Map(refused) : null;

    /// <summary>Verifies a signer whose certificate may stamp and whose signature over the token was verified.</summary>
    public static TimestampResult Verify(SigstoreCertificate signer, IReadOnlyList<SigstoreCertificate> embedded, TrustedRoot root, DateTimeOffset time)
    {
        DateTimeOffset[] times = [time];
        TimestampResult.Failed furthest = new(TimestampFailure.AuthorityUnknown, "no time-stamping authority of the trusted root is the stamp's");
        foreach (TimestampAuthority authority in root.TimestampAuthorities)
        {
            switch (Under(signer, embedded, authority, times))
            {
                case null:
                    return new TimestampResult.Verified(time, authority, authority.Anchor.SubjectKeyInfoDigest.Hex);
                case { } failed when failed.Failure > furthest.Failure:
                    furthest = failed;
                    break;
            }
        }

        return furthest;
    }

    private static TimestampResult.Failed? Under(
        SigstoreCertificate signer, IReadOnlyList<SigstoreCertificate> embedded, TimestampAuthority authority, DateTimeOffset[] times)
    {
        if (authority.Signer is { } named && !named.IsSame(signer))
        {
            return new TimestampResult.Failed(TimestampFailure.AuthorityUnknown, "the trusted root names another signer for the time-stamping authority");
        }

        // A signer that the trusted root names was led to its issuers when the trusted root was read.
        IssuingPath path = authority.SignerIsIssued ? authority.Path : FindPath(signer, embedded, authority);
        CertificatePathResult.Failed? refused = authority.SignerIsIssued && path is IssuingPath.Usable usable
            ? CertificatePath.AtEveryTime(usable, authority.ValidFor, times)
            : CertificatePath.Under(signer, path, authority.ValidFor, times);
        return refused is null ? null : Map(refused);
    }

    /// <summary>
    /// The authority's own chain, or, for an authority whose intermediate stands only in the token, that one put below it.
    /// One issuer a step, so what the token brings bounds the work.
    /// </summary>
    private static IssuingPath FindPath(SigstoreCertificate signer, IReadOnlyList<SigstoreCertificate> embedded, TimestampAuthority authority)
    {
        var between = new List<SigstoreCertificate>();
        SigstoreCertificate current = signer;
        while (between.Count < MaxSteps && !current.NamesIssuer(authority.Issuers[0]))
        {
            SigstoreCertificate? next = embedded.FirstOrDefault(candidate => current.NamesIssuer(candidate) && !between.Contains(candidate) && current.IsSignedBy(candidate));
            if (next is null)
            {
                return authority.Path;
            }

            between.Add(next);
            current = next;
        }

        return between.Count == 0 ? authority.Path : IssuingPath.Of([.. between, .. authority.Issuers], ExtendedKeyUsage.TimeStamping);
    }

    private static TimestampResult.Failed Map(CertificatePathResult.Failed failed) => new(
        failed.Failure switch
        {
            CertificatePathFailure.OutsideValidity => TimestampFailure.OutsideSignerValidity,
            CertificatePathFailure.IssuerUnknown or CertificatePathFailure.SignatureInvalid => TimestampFailure.AuthorityUnknown,
            CertificatePathFailure.AuthorityUnusable => TimestampFailure.AuthorityUnusable,
            CertificatePathFailure.OutsideAuthorityValidity => TimestampFailure.OutsideAuthorityValidity,
            CertificatePathFailure.OutsideAuthorityWindow => TimestampFailure.OutsideAuthorityWindow,
            _ => TimestampFailure.SignerCertificateWrong,
        },
        "time stamp: " + failed.Detail);
}
