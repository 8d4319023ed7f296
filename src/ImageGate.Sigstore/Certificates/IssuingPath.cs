using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>
/// A chain of authorities, from the one that issues leaves to the anchor, verified once: what does not depend on a leaf or a
/// time is never looked at again.
/// </summary>
/// <remarks>Source: RFC 5280, 6.1. The anchor is trusted by where it stands, so its own signature is not looked at and it need not be self-signed.</remarks>
internal abstract record IssuingPath
{
    private IssuingPath()
    {
    }

    /// <summary>The chain, or why nothing that it issued can be trusted.</summary>
    public static IssuingPath Of(IReadOnlyList<SigstoreCertificate> chain, string purpose)
    {
        int below = 0;
        for (int index = 0; index < chain.Count; index++)
        {
            SigstoreCertificate authority = chain[index];
            SigstoreCertificate? issuer = index + 1 < chain.Count ? chain[index + 1] : null;
            if (Refuse(authority, purpose, below) is { } reason)
            {
                return new Unusable($"certificate {index} of the authority's chain {reason}");
            }

            if (issuer is not null && !(authority.NamesIssuer(issuer) && authority.IsSignedBy(issuer)))
            {
                return new Unusable($"certificate {index} of the authority's chain is not issued by the next one");
            }

            below += authority.Fields.IsSelfIssued ? 0 : 1;
        }

        return new Usable(chain[0], Intersect(chain));
    }

    private static string? Refuse(SigstoreCertificate authority, string purpose, int authoritiesBelow) =>
        authority.Key is null ? $"has a key that is not supported: {authority.KeyError}"
        : !authority.Usage.IsAuthority ? "is no certificate authority (CA:TRUE)"
        : !authority.Usage.MaySignCertificates ? "lacks the key usage keyCertSign"
        : authority.Usage.PathLength < authoritiesBelow ? "has a path length that is too short"
        : !authority.Usage.AllowsIssuingFor(purpose) ? $"may not issue for the purpose {purpose}"
        : authority.Fields.Find(CertificateExtension.NameConstraints) is not null ? "has name constraints, which are not supported"
        : authority.Fields.Extensions.FirstOrDefault(extension => extension.Critical && !extension.IsKnown) is { } unknown ? $"has the critical extension {unknown.Oid}, which is not known"
        : null;

    private static ValidityWindow Intersect(IReadOnlyList<SigstoreCertificate> chain) =>
        new(chain.Max(certificate => certificate.Validity.Start), chain.Min(certificate => certificate.Validity.End));

    /// <summary>All is well with the chain itself.</summary>
    /// <param name="Issuer">The certificate whose key signs leaves.</param>
    /// <param name="Validity">When all certificates of the chain are valid; never, when the end is before the start.</param>
    public sealed record Usable(SigstoreCertificate Issuer, ValidityWindow Validity) : IssuingPath;

    /// <summary>The chain cannot be used.</summary>
    /// <param name="Reason">For people.</param>
    public sealed record Unusable(string Reason) : IssuingPath;
}
