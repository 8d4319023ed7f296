namespace ImageGate.Sigstore.Certificates;

/// <summary>
/// Finds ways from a certificate to an anchor over what came with a signature. What is found is a chain of right signatures
/// and no more: whether its certificates may issue at all is asked of <see cref="IssuingPath"/>.
/// </summary>
/// <remarks>
/// Source: RFC 4158, 3 (path building). Certificates with one name exist in several versions (renewed, cross-signed), so a way
/// that fails later must not be the only one; signatures are verified on the way, so that strangers' certificates lead nowhere,
/// and counted, because each costs.
/// </remarks>
internal sealed class CandidatePaths(SigstoreCertificate anchor, IReadOnlyList<SigstoreCertificate> candidates)
{
    private int _checks;

    /// <summary>All ways from <paramref name="certificate"/>, each from its issuer to the anchor.</summary>
    /// <param name="certificate">The certificate whose issuer is wanted.</param>
    /// <param name="below">The authorities that were passed.</param>
    public IEnumerable<IReadOnlyList<SigstoreCertificate>> From(SigstoreCertificate certificate, IReadOnlyList<SigstoreCertificate> below)
    {
        if (IsIssued(certificate, anchor))
        {
            yield return [.. below, anchor];
        }

        if (below.Count == Limits.MaxPathIntermediates)
        {
            yield break;
        }

        foreach (SigstoreCertificate candidate in candidates)
        {
            if (!candidate.IsCertificateAuthority || IsPassed(candidate, below) || !IsIssued(certificate, candidate))
            {
                continue;
            }

            // Depth: MaxPathIntermediates.
            foreach (IReadOnlyList<SigstoreCertificate> path in From(candidate, [.. below, candidate]))
            {
                yield return path;
            }
        }
    }

    // The same name and key twice is a circle, in whatever certificates they stand.
    private bool IsPassed(SigstoreCertificate candidate, IReadOnlyList<SigstoreCertificate> below) =>
        below.Append(anchor).Any(passed =>
            passed.SubjectKeyInfoDigest == candidate.SubjectKeyInfoDigest && passed.Fields.Subject.Span.SequenceEqual(candidate.Fields.Subject.Span));

    private bool IsIssued(SigstoreCertificate certificate, SigstoreCertificate issuer) =>
        certificate.NamesIssuer(issuer) && _checks++ < Limits.MaxPathSignatures && certificate.IsSignedBy(issuer);
}
