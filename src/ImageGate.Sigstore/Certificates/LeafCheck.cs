namespace ImageGate.Sigstore.Certificates;

/// <summary>What a certificate at the end of a path must be by itself. The platform's chain lets a leaf without purpose, and an authority as leaf, pass.</summary>
/// <remarks>Source: RFC 5280, 4.2 and 4.2.1.3, .9, .12; RFC 3161, 2.3 (time-stamping).</remarks>
internal static class LeafCheck
{
    /// <summary>Null when all is well.</summary>
    public static CertificatePathResult.Failed? Run(SigstoreCertificate leaf, string purpose, IReadOnlyList<DateTimeOffset> times)
    {
        if (leaf.Key is null)
        {
            return Fail(CertificatePathFailure.KeyUnsupported, $"the certificate's key is not supported: {leaf.KeyError}");
        }

        if (leaf.Fields.Extensions.FirstOrDefault(extension => extension.Critical && !extension.IsKnown) is { } unknown)
        {
            return Fail(CertificatePathFailure.UnknownCriticalExtension, $"the certificate has the critical extension {unknown.Oid}, which is not known");
        }

        if (leaf.Usage.IsAuthority)
        {
            return Fail(CertificatePathFailure.LeafIsAuthority, "the certificate is one of an authority (CA:TRUE)");
        }

        if (!(purpose == ExtendedKeyUsage.TimeStamping ? leaf.Usage.MayStamp : leaf.Usage.MaySign))
        {
            return Fail(CertificatePathFailure.KeyUsageWrong, "the certificate's key usage does not allow to sign");
        }

        if (!HasPurpose(leaf.Usage, purpose))
        {
            return Fail(CertificatePathFailure.PurposeWrong, $"the certificate is not for the purpose {purpose}");
        }

        foreach (DateTimeOffset time in times)
        {
            if (!leaf.Validity.Contains(time))
            {
                return Fail(CertificatePathFailure.OutsideValidity, $"{time.UtcDateTime:u} is outside of the certificate's validity, {leaf.Validity}");
            }
        }

        return null;
    }

    // "anyExtendedKeyUsage" is not enough: it says that somebody did not think of this purpose. A time-stamping certificate
    // must have that one purpose and no other, and be critical about it.
    private static bool HasPurpose(CertificateUsage usage, string purpose) =>
        usage.Purposes is { } purposes && purposes.Contains(purpose)
        && (purpose != ExtendedKeyUsage.TimeStamping || (purposes.Count == 1 && usage.PurposesAreCritical));

    private static CertificatePathResult.Failed Fail(CertificatePathFailure failure, string detail) => new(failure, detail);
}
