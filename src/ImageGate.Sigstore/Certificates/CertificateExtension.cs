namespace ImageGate.Sigstore.Certificates;

/// <summary>An extension as it stands in the certificate.</summary>
/// <param name="Oid">Which it is.</param>
/// <param name="Critical">Whether someone who does not know it must refuse the certificate.</param>
/// <param name="Value">The content of its OCTET STRING.</param>
/// <param name="Encoded">The whole Extension, DER.</param>
internal sealed record CertificateExtension(string Oid, bool Critical, ReadOnlyMemory<byte> Value, ReadOnlyMemory<byte> Encoded)
{
    public const string SubjectKeyIdentifier = "2.5.29.14";
    public const string KeyUsage = "2.5.29.15";
    public const string SubjectAlternativeName = "2.5.29.17";
    public const string BasicConstraints = "2.5.29.19";
    public const string NameConstraints = "2.5.29.30";
    public const string CertificatePolicies = "2.5.29.32";
    public const string AuthorityKeyIdentifier = "2.5.29.35";
    public const string ExtendedKeyUsages = "2.5.29.37";
    public const string SignedCertificateTimestamps = "1.3.6.1.4.1.11129.2.4.2";

    /// <summary>Below it are the extensions of Fulcio. Source: fulcio, docs/oid-info.md.</summary>
    public const string FulcioPrefix = "1.3.6.1.4.1.57264.1.";

    /// <summary>
    /// Whether the check of a path honours it. Certificate policies are honoured by demanding none. Name constraints are
    /// not known: an authority that has them is refused, critical or not, since ignoring them would widen its power.
    /// </summary>
    public bool IsKnown => Oid is SubjectKeyIdentifier or KeyUsage or SubjectAlternativeName or BasicConstraints or CertificatePolicies
        or AuthorityKeyIdentifier or ExtendedKeyUsages or SignedCertificateTimestamps
        || Oid.StartsWith(FulcioPrefix, StringComparison.Ordinal);
}
