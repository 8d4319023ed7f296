using System.Formats.Asn1;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>By what a token says which certificate its signer's is. Only a way to find it: the signature and the signed reference decide.</summary>
/// <remarks>Source: RFC 5652, 5.3, SignerIdentifier.</remarks>
internal abstract record SignerReference
{
    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);

    private SignerReference()
    {
    }

    /// <exception cref="AsnContentException">Neither of the two.</exception>
    public static SignerReference Read(AsnReader parent)
    {
        if (parent.PeekTag().HasSameClassAndValue(KeyIdentifierTag))
        {
            return new ByKey(parent.ReadOctetString(KeyIdentifierTag));
        }

        AsnReader named = parent.ReadSequence();
        ReadOnlyMemory<byte> issuer = named.ReadEncodedValue();
        ReadOnlyMemory<byte> serial = named.ReadIntegerBytes();
        named.ThrowIfNotEmpty();
        return new ByName(issuer, serial);
    }

    /// <summary>Whether it means the certificate with these parts.</summary>
    public abstract bool Means(CertificateFields certificate);

    /// <summary>By issuer and serial number.</summary>
    public sealed record ByName(ReadOnlyMemory<byte> Issuer, ReadOnlyMemory<byte> SerialNumber) : SignerReference
    {
        public override bool Means(CertificateFields certificate) =>
            certificate.Issuer.Span.SequenceEqual(Issuer.Span) && certificate.SerialNumber.Span.SequenceEqual(SerialNumber.Span);
    }

    /// <summary>By the subject key identifier.</summary>
    public sealed record ByKey(ReadOnlyMemory<byte> Identifier) : SignerReference
    {
        public override bool Means(CertificateFields certificate) =>
            certificate.Find(CertificateExtension.SubjectKeyIdentifier) is { } extension
            && AsnDecoder.TryReadPrimitiveOctetString(extension.Value.Span, AsnEncodingRules.DER, out ReadOnlySpan<byte> identifier, out _)
            && identifier.SequenceEqual(Identifier.Span);
    }
}
