using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Trust;

/// <summary>A time-stamping authority of a trusted root.</summary>
/// <remarks>Source: protobuf-specs, sigstore_trustroot.proto, timestamp_authorities.</remarks>
public sealed class TimestampAuthority
{
    internal TimestampAuthority(string uri, IReadOnlyList<SigstoreCertificate> chain, ValidityWindow validFor)
    {
        // A first certificate that is no CA is the only signer. "If only one certificate is present, it is the anchor": then
        // the signer is trusted because it stands here, and nothing above it is looked at.
        bool namesSigner = !chain[0].IsCertificateAuthority;
        bool isPinned = namesSigner && chain.Count == 1;
        Uri = uri;
        Signer = namesSigner ? chain[0] : null;
        Issuers = namesSigner ? [.. chain.Skip(1)] : chain;
        Anchor = chain[^1];
        ValidFor = validFor;
        SignerIsIssued = isPinned || (Signer is not null && Signer.NamesIssuer(Issuers[0]) && Signer.IsSignedBy(Issuers[0]));
        Path = isPinned ? PathOfPinned(chain[0]) : IssuingPath.Of(Issuers, ExtendedKeyUsage.TimeStamping);
    }

    /// <summary>The authority's URL. Never asked.</summary>
    public string Uri { get; }

    /// <summary>The one certificate that may sign, or null: any that the issuers issued for time-stamping.</summary>
    public SigstoreCertificate? Signer { get; }

    /// <summary>From the certificate that issues signers to the anchor; empty when <see cref="Signer"/> is the anchor.</summary>
    public IReadOnlyList<SigstoreCertificate> Issuers { get; }

    /// <summary>The last certificate of the chain.</summary>
    public SigstoreCertificate Anchor { get; }

    /// <summary>When the whole chain is good.</summary>
    public ValidityWindow ValidFor { get; }

    /// <summary>Whether a stamp of it could ever be right: its chain may issue for time-stamping, or its signer may sign.</summary>
    public bool IsUsable => Path is IssuingPath.Usable;

    /// <summary>Whether the first of the issuers signed the certificate of <see cref="Signer"/>, found out once, or it is the anchor itself.</summary>
    internal bool SignerIsIssued { get; }

    /// <summary>The issuers, verified once, when the trusted root was read.</summary>
    internal IssuingPath Path { get; }

    private static IssuingPath PathOfPinned(SigstoreCertificate signer) => LeafCheck.Run(signer, ExtendedKeyUsage.TimeStamping, []) is { } refused
        ? new IssuingPath.Unusable(refused.Detail)
        : new IssuingPath.Usable(signer, signer.Validity);
}
