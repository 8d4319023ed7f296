using System.Formats.Asn1;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>A time-stamp token: CMS SignedData with one signer around a TSTInfo. Nothing of it is verified.</summary>
/// <param name="Content">The TSTInfo, DER.</param>
/// <param name="Info">What it says.</param>
/// <param name="Certificates">What certificates the token brings, DER, at most <see cref="Limits.MaxChainCertificates"/>; trusted by nobody.</param>
/// <param name="Signer">Who signed it.</param>
/// <remarks>Source: RFC 3161, 2.4.2; RFC 5652, 5.1.</remarks>
internal sealed record TimestampToken(ReadOnlyMemory<byte> Content, TimestampInfo Info, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, TokenSigner Signer)
{
    private const string SignedDataOid = "1.2.840.113549.1.7.2";

    private static readonly Asn1Tag ExplicitTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag CertificatesTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RevocationsTag = new(TagClass.ContextSpecific, 1);

    /// <exception cref="AsnContentException">Not such a token in DER, none or several signers, or bytes after it.</exception>
    public static TimestampToken Read(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader contentInfo = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        Expect(contentInfo, SignedDataOid);
        AsnReader wrapper = contentInfo.ReadSequence(ExplicitTag);
        contentInfo.ThrowIfNotEmpty();
        AsnReader signedData = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        return ReadSignedData(signedData);
    }

    private static TimestampToken ReadSignedData(AsnReader signedData)
    {
        CmsPart.SkipVersion(signedData);
        SkipHashes(signedData.ReadSetOf(skipSortOrderValidation: true));
        ReadOnlyMemory<byte> content = ReadContent(signedData.ReadSequence());
        IReadOnlyList<ReadOnlyMemory<byte>> certificates = Has(signedData, CertificatesTag) ? ReadCertificates(signedData) : [];
        if (Has(signedData, RevocationsTag))
        {
            _ = signedData.ReadSetOf(skipSortOrderValidation: true, RevocationsTag);
        }

        AsnReader signers = signedData.ReadSetOf();
        signedData.ThrowIfNotEmpty();
        var signer = TokenSigner.Read(signers);
        signers.ThrowIfNotEmpty();
        return new TimestampToken(content, TimestampInfo.Read(content), certificates, signer);
    }

    // The signer names its own.
    private static void SkipHashes(AsnReader algorithms)
    {
        while (algorithms.HasData)
        {
            _ = CmsPart.ReadAlgorithm(algorithms);
        }
    }

    private static ReadOnlyMemory<byte> ReadContent(AsnReader content)
    {
        Expect(content, TimestampInfo.Oid);
        AsnReader wrapper = content.ReadSequence(ExplicitTag);
        content.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> octets = wrapper.ReadOctetString();
        wrapper.ThrowIfNotEmpty();
        return octets;
    }

    // A SET that many authorities do not sort. It is not signed, so its order cannot make two readings of one signature.
    private static List<ReadOnlyMemory<byte>> ReadCertificates(AsnReader signedData)
    {
        var found = new List<ReadOnlyMemory<byte>>();
        AsnReader certificates = signedData.ReadSetOf(skipSortOrderValidation: true, CertificatesTag);
        while (certificates.HasData && found.Count < Limits.MaxChainCertificates)
        {
            bool isCertificate = certificates.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence);
            ReadOnlyMemory<byte> encoded = certificates.ReadEncodedValue();
            if (isCertificate)
            {
                found.Add(encoded);
            }
        }

        return found;
    }

    private static bool Has(AsnReader reader, Asn1Tag tag) => reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);

    private static void Expect(AsnReader reader, string oid)
    {
        if (reader.ReadObjectIdentifier() != oid)
        {
            throw new AsnContentException("another type of content");
        }
    }
}
