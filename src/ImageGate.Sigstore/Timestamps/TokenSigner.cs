using System.Formats.Asn1;
using System.Security.Cryptography;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>The one signer of a token.</summary>
/// <param name="Certificate">Whose certificate it is.</param>
/// <param name="DigestAlgorithm">The object identifier of the hash, or null for one with parameters.</param>
/// <param name="Attributes">What is signed.</param>
/// <param name="SignatureAlgorithm">The object identifier, or null for one with parameters: RSASSA-PSS is not supported.</param>
/// <param name="Signature">The signature's octets.</param>
/// <remarks>Source: RFC 5652, 5.3, SignerInfo.</remarks>
internal sealed record TokenSigner(
    SignerReference Certificate, string? DigestAlgorithm, SignedAttributes Attributes, string? SignatureAlgorithm, ReadOnlyMemory<byte> Signature)
{
    private static readonly Asn1Tag UnsignedAttributesTag = new(TagClass.ContextSpecific, 1);

    /// <summary>The hash of content and attributes; null when it or the signature's algorithm is not supported, or the two do not fit each other.</summary>
    public HashAlgorithmName? Hash => HashNames.FromOid(DigestAlgorithm) is { } hash && FindKeyType(hash) is not null ? hash : null;

    /// <exception cref="AsnContentException">Not a SignerInfo in DER with signed attributes.</exception>
    public static TokenSigner Read(AsnReader parent)
    {
        AsnReader signer = parent.ReadSequence();
        CmsPart.SkipVersion(signer);
        SignerReference certificate = SignerReference.Read(signer);
        string? digestAlgorithm = CmsPart.ReadAlgorithm(signer);
        var attributes = SignedAttributes.Read(signer);
        string? signatureAlgorithm = CmsPart.ReadAlgorithm(signer);
        byte[] signature = signer.ReadOctetString();
        if (signer.HasData)
        {
            _ = signer.ReadSetOf(skipSortOrderValidation: true, UnsignedAttributesTag);
        }

        signer.ThrowIfNotEmpty();
        return new TokenSigner(certificate, digestAlgorithm, attributes, signatureAlgorithm, signature);
    }

    /// <summary>Whether <paramref name="certificate"/> is said to be the signer's: by issuer and serial number, which are not signed.</summary>
    public bool Means(SigstoreCertificate certificate) => Certificate.Means(certificate.Fields);

    /// <summary>Whether the signed part names <paramref name="certificate"/>, in every way in which it names one.</summary>
    public bool Names(SigstoreCertificate certificate) =>
        Attributes.SigningCertificates.Count > 0 && Attributes.SigningCertificates.All(reference => reference.Names(certificate));

    /// <summary>Whether <paramref name="key"/> signed the attributes, and they are of <paramref name="content"/>.</summary>
    /// <param name="key">The key of the signer's certificate.</param>
    /// <param name="hash">This signer's <see cref="Hash"/>.</param>
    /// <param name="content">The TSTInfo.</param>
    public bool Signed(PublicKey key, HashAlgorithmName hash, ReadOnlySpan<byte> content) =>
        Attributes.ContentType == TimestampInfo.Oid
        && Attributes.MessageDigest.Span.SequenceEqual(HashNames.Hash(hash, content))
        && FindKeyType(hash) is { } keyType && key.Algorithm.StartsWith(keyType, StringComparison.Ordinal)
        && key.Verify(Attributes.Encoded, Signature.Span, hash);

    // Some name only the key's type and leave the hash to the other field; who names a hash here has to mean the same one.
    private string? FindKeyType(HashAlgorithmName hash) => (SignatureAlgorithm, hash.Name) switch
    {
        ("1.2.840.10045.2.1", _) => "ECDSA",
        ("1.2.840.10045.4.3.2", "SHA256") => "ECDSA",
        ("1.2.840.10045.4.3.3", "SHA384") => "ECDSA",
        ("1.2.840.10045.4.3.4", "SHA512") => "ECDSA",
        ("1.2.840.113549.1.1.1", _) => "RSA",
        ("1.2.840.113549.1.1.11", "SHA256") => "RSA",
        ("1.2.840.113549.1.1.12", "SHA384") => "RSA",
        ("1.2.840.113549.1.1.13", "SHA512") => "RSA",
        _ => null,
    };
}
