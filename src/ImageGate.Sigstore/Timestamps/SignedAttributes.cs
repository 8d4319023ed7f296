using System.Formats.Asn1;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>What the signer of a token signed: the type and the hash of the content, and which certificate is the signer's.</summary>
/// <param name="Encoded">The bytes that the signature is over: the attributes as a SET, in DER.</param>
/// <param name="ContentType">An object identifier.</param>
/// <param name="MessageDigest">The hash of the content.</param>
/// <param name="SigningCertificates">One or two references to the one certificate, of which all must hold; empty when the attribute is missing.</param>
/// <remarks>Source: RFC 5652, 5.3 and 11.1, 11.2; RFC 5816.</remarks>
internal sealed record SignedAttributes(
    byte[] Encoded, string ContentType, ReadOnlyMemory<byte> MessageDigest, IReadOnlyList<CertificateReference> SigningCertificates)
{
    private const string ContentTypeOid = "1.2.840.113549.1.9.3";
    private const string MessageDigestOid = "1.2.840.113549.1.9.4";
    private const byte SetTag = 0x31;

    private static readonly Asn1Tag ImplicitTag = new(TagClass.ContextSpecific, 0);

    /// <exception cref="AsnContentException">
    /// No attributes, not DER (their order is part of it), an attribute that is looked at twice or with several values, or
    /// contentType or messageDigest missing.
    /// </exception>
    public static SignedAttributes Read(AsnReader signer)
    {
        // "A separate encoding of the signedAttrs field is performed for message digest calculation: the IMPLICIT [0] tag is
        // not used, rather an EXPLICIT SET OF tag is used." DER is demanded on the wire, so the rest of the bytes is the same.
        byte[] encoded = signer.PeekEncodedValue().ToArray();
        AsnReader attributes = signer.ReadSetOf(ImplicitTag);
        encoded[0] = SetTag;
        (string? contentType, byte[]? digest) = (null, null);
        CertificateReference? version1 = null;
        CertificateReference? version2 = null;
        while (attributes.HasData)
        {
            AsnReader attribute = attributes.ReadSequence();
            string type = attribute.ReadObjectIdentifier();
            AsnReader values = attribute.ReadSetOf();
            attribute.ThrowIfNotEmpty();
            switch (type)
            {
                case ContentTypeOid:
                    contentType = Once(contentType, values.ReadObjectIdentifier(), values);
                    break;
                case MessageDigestOid:
                    digest = Once(digest, values.ReadOctetString(), values);
                    break;
                case CertificateReference.Version1:
                    version1 = Once(version1, CertificateReference.Read(values, isVersion2: false), values);
                    break;
                case CertificateReference.Version2:
                    version2 = Once(version2, CertificateReference.Read(values, isVersion2: true), values);
                    break;
            }
        }

        return contentType is not null && digest is not null
            ? new SignedAttributes(encoded, contentType, digest, [.. new[] { version1, version2 }.OfType<CertificateReference>()])
            : throw new AsnContentException("the content's type or hash is not signed");
    }

    // "MUST NOT include multiple instances": two readers could else each look at another one.
    private static T Once<T>(T? before, T value, AsnReader values)
        where T : class
    {
        values.ThrowIfNotEmpty();
        return before is null ? value : throw new AsnContentException("a signed attribute is there twice");
    }
}
