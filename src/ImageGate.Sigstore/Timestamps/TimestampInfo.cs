using System.Formats.Asn1;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>What a time-stamping authority states: these bytes existed at that time.</summary>
/// <param name="ImprintAlgorithm">The object identifier of the hash, or null for one with parameters.</param>
/// <param name="Imprint">The hash of the stamped bytes.</param>
/// <param name="Time">genTime, UTC.</param>
/// <param name="HasCriticalExtension">Whether there is something that must be understood, and nothing is known.</param>
/// <remarks>Source: RFC 3161, 2.4.2, TSTInfo.</remarks>
internal sealed record TimestampInfo(string? ImprintAlgorithm, ReadOnlyMemory<byte> Imprint, DateTimeOffset Time, bool HasCriticalExtension)
{
    /// <summary>id-ct-TSTInfo.</summary>
    public const string Oid = "1.2.840.113549.1.9.16.1.4";

    private const int Version1 = 1;

    private static readonly Asn1Tag TsaTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 1);

    /// <exception cref="AsnContentException">Not a TSTInfo in DER, or one of another version.</exception>
    public static TimestampInfo Read(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader info = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        if (!info.TryReadInt32(out int version) || version != Version1)
        {
            throw new AsnContentException("not a TSTInfo of version 1");
        }

        _ = info.ReadObjectIdentifier();                               // the policy: nothing hangs on it
        AsnReader imprint = info.ReadSequence();
        string? algorithm = CmsPart.ReadAlgorithm(imprint);
        byte[] hash = imprint.ReadOctetString();
        imprint.ThrowIfNotEmpty();
        _ = info.ReadIntegerBytes();                                   // the serial number
        DateTimeOffset time = info.ReadGeneralizedTime();
        SkipUnused(info);
        bool hasCriticalExtension = info.HasData && ReadExtensions(info.ReadSequence(ExtensionsTag));
        info.ThrowIfNotEmpty();
        return new TimestampInfo(algorithm, hash, time.ToUniversalTime(), hasCriticalExtension);
    }

    // Accuracy, ordering, nonce and the authority's name, each of them optional. The name is not the certificate's: it proves nothing.
    private static void SkipUnused(AsnReader info)
    {
        Skip(info, Asn1Tag.Sequence);
        Skip(info, Asn1Tag.Boolean);
        Skip(info, Asn1Tag.Integer);
        Skip(info, TsaTag);
    }

    private static void Skip(AsnReader reader, Asn1Tag tag)
    {
        if (reader.HasData && reader.PeekTag().HasSameClassAndValue(tag))
        {
            _ = reader.ReadEncodedValue();
        }
    }

    private static bool ReadExtensions(AsnReader extensions)
    {
        bool hasCritical = false;
        while (extensions.HasData)
        {
            AsnReader extension = extensions.ReadSequence();
            _ = extension.ReadObjectIdentifier();
            hasCritical |= extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
            _ = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
        }

        return hasCritical;
    }
}
