using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Trust;

/// <summary>A certificate authority of a trusted root: the chain from the certificate that issues leaves to the anchor.</summary>
/// <remarks>Source: protobuf-specs, sigstore_trustroot.proto, CertificateAuthority.</remarks>
public sealed class CertificateAuthority
{
    internal CertificateAuthority(string uri, IReadOnlyList<SigstoreCertificate> chain, ValidityWindow validFor)
    {
        Uri = uri;
        Chain = chain;
        ValidFor = validFor;
        Path = IssuingPath.Of(chain, ExtendedKeyUsage.CodeSigning);
    }

    /// <summary>The authority's URL. Never asked.</summary>
    public string Uri { get; }

    /// <summary>From the issuing certificate to the anchor, which is trusted because it stands here: it need not be self-signed. Never empty.</summary>
    public IReadOnlyList<SigstoreCertificate> Chain { get; }

    /// <summary>The last certificate of the chain.</summary>
    public SigstoreCertificate Anchor => Chain[^1];

    /// <summary>When the whole chain is good.</summary>
    public ValidityWindow ValidFor { get; }

    /// <summary>The chain, verified once, when the trusted root was read.</summary>
    internal IssuingPath Path { get; }
}
