using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>
/// Leads a signing certificate to an authority of the trusted root. What else a bundle brings (intermediates, roots) is not
/// looked at: the trusted root has all there is. One signature check for a leaf.
/// </summary>
/// <remarks>
/// Source: sigstore client specification, "Certificate path validation"; RFC 5280, 6.1, in the hybrid model: all
/// certificates of the path are valid at every verified time, both ends included.
/// </remarks>
internal static class CertificatePath
{
    /// <summary>Verifies the certificate for signing code.</summary>
    /// <param name="leaf">The certificate that came with the signature.</param>
    /// <param name="root">Whom to trust.</param>
    /// <param name="times">All times that were verified; one authority has to be good at every one of them.</param>
    public static CertificatePathResult Verify(SigstoreCertificate leaf, TrustedRoot root, IReadOnlyList<DateTimeOffset> times)
    {
        if (times.Count is 0 or > Limits.MaxVerifiedTimes)
        {
            return Fail(CertificatePathFailure.NoVerifiedTime, $"there are {times.Count} verified times; 1 to {Limits.MaxVerifiedTimes} are needed");
        }

        if (LeafCheck.Run(leaf, ExtendedKeyUsage.CodeSigning, times) is { } refused)
        {
            return refused;
        }

        CertificatePathResult.Failed furthest = Fail(CertificatePathFailure.IssuerUnknown, "no authority of the trusted root is the certificate's issuer");
        foreach (CertificateAuthority authority in root.CertificateAuthorities)
        {
            // Names and key identifiers are only a hint: several authorities share a name, so the signature decides.
            if (!leaf.NamesIssuer(authority.Chain[0]))
            {
                continue;
            }

            switch (Under(leaf, authority.Path, authority.ValidFor, times))
            {
                case null:
                    return new CertificatePathResult.Verified(authority, authority.Chain[0]);
                case { } failed when failed.Failure > furthest.Failure:
                    furthest = failed;
                    break;
            }
        }

        return furthest;
    }

    /// <summary>Null when the path issued the leaf and is good at every time.</summary>
    public static CertificatePathResult.Failed? Under(
        SigstoreCertificate leaf, IssuingPath path, ValidityWindow window, IReadOnlyList<DateTimeOffset> times)
    {
        if (path is not IssuingPath.Usable usable)
        {
            return Fail(CertificatePathFailure.AuthorityUnusable, ((IssuingPath.Unusable)path).Reason);
        }

        if (!leaf.NamesIssuer(usable.Issuer) || !leaf.IsSignedBy(usable.Issuer))
        {
            return Fail(CertificatePathFailure.SignatureInvalid, "the authority of the issuer's name did not sign the certificate");
        }

        return AtEveryTime(usable, window, times);
    }

    /// <summary>Null when the path is good at every time. Asks for no signature.</summary>
    public static CertificatePathResult.Failed? AtEveryTime(IssuingPath.Usable usable, ValidityWindow window, IReadOnlyList<DateTimeOffset> times)
    {
        foreach (DateTimeOffset time in times)
        {
            if (!usable.Validity.Contains(time))
            {
                return Fail(CertificatePathFailure.OutsideAuthorityValidity, $"{time.UtcDateTime:u} is outside of the validity of the authority's chain, {usable.Validity}");
            }

            if (!window.Contains(time))
            {
                return Fail(CertificatePathFailure.OutsideAuthorityWindow, $"{time.UtcDateTime:u} is outside of the time in which the authority is trusted, {window}");
            }
        }

        return null;
    }

    private static CertificatePathResult.Failed Fail(CertificatePathFailure failure, string detail) => new(failure, detail);
}
