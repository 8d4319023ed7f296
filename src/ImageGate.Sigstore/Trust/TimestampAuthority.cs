using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Trust;

/// <summary>A time-stamping authority of a trusted root.</summary>
/// <remarks>Source: protobuf-specs, sigstore_trustroot.proto, timestamp_authorities.</remarks>
public sealed class TimestampAuthority
{
    internal TimestampAuthority(string uri, IReadOnlyList<SigstoreCertificate> chain, ValidityWindow validFor)
    {
        // "If only one certificate is present, it is the anchor"; a first certificate that is no CA is the only signer.
        bool namesSigner = chain.Count > 1 && !chain[0].IsCertificateAuthority;
        Uri = uri;
        Signer = namesSigner ? chain[0] : null;
        Issuers = namesSigner ? [.. chain.Skip(1)] : chain;
        ValidFor = validFor;
        SignerIsIssued = Signer is not null && Signer.NamesIssuer(Issuers[0]) && Signer.IsSignedBy(Issuers[0]);
        Path = IssuingPath.Of(Issuers, ExtendedKeyUsage.TimeStamping);
    }

    /// <summary>The authority's URL. Never asked.</summary>
    public string Uri { get; }

    /// <summary>The one certificate that may sign, or null: any that the issuers issued for time-stamping.</summary>
    public SigstoreCertificate? Signer { get; }

    /// <summary>From the certificate that issues signers to the anchor. Never empty.</summary>
    public IReadOnlyList<SigstoreCertificate> Issuers { get; }

    /// <summary>The last certificate of the chain.</summary>
    public SigstoreCertificate Anchor => Issuers[^1];

    /// <summary>When the whole chain is good.</summary>
    public ValidityWindow ValidFor { get; }

    /// <summary>Whether the first of the issuers signed the certificate of <see cref="Signer"/>, found out once.</summary>
    internal bool SignerIsIssued { get; }

    /// <summary>The issuers, verified once, when the trusted root was read.</summary>
    internal IssuingPath Path { get; }
}
