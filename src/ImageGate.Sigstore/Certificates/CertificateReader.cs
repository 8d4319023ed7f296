using System.Formats.Asn1;
using ImageGate.Sigstore.Trust;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Reads certificates by hand: the platform's loader takes bytes after the end, and forgets what the bytes of a part were.</summary>
/// <remarks>Source: RFC 5280, 4.1.</remarks>
internal static class CertificateReader
{
    private const int Version3 = 2;
    private const int MaxSerialBytes = 21;                             // 20 octets of value and a sign: RFC 5280, 4.1.2.2
    private const int LastYearOfTwoDigits = 2049;                      // RFC 5280, 4.1.2.5.1

    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    public static (SigstoreCertificate? Certificate, string? Error) Read(ReadOnlyMemory<byte> der)
    {
        if (der.Length > Limits.MaxCertificateBytes)
        {
            return (null, $"the certificate is over {Limits.MaxCertificateBytes} bytes");
        }

        try
        {
            // A copy: what was verified must not change because the caller uses its buffer again.
            byte[] own = der.ToArray();
            CertificateFields fields = ReadFields(own);
            return (new SigstoreCertificate(own, fields, CertificateUsage.Read(fields)), null);
        }
        catch (AsnContentException)
        {
            return (null, "not a certificate in DER");
        }
        catch (InvalidDataException malformed)
        {
            return (null, malformed.Message);
        }
    }

    /// <summary>The parts alone, without looking at what they mean or at the key.</summary>
    /// <exception cref="AsnContentException">Not a certificate in DER.</exception>
    /// <exception cref="InvalidDataException">Not as RFC 5280 has it.</exception>
    public static CertificateFields ReadFields(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        AsnReader certificate = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        ReadOnlyMemory<byte> tbs = certificate.ReadEncodedValue();
        ReadOnlyMemory<byte> algorithm = certificate.PeekEncodedValue();
        _ = certificate.ReadSequence();
        byte[] signature = certificate.ReadBitString(out int unused);
        certificate.ThrowIfNotEmpty();
        return unused == 0
            ? ReadTbs(tbs, algorithm, signature)
            : throw new InvalidDataException("the certificate's signature has unused bits");
    }

    private static CertificateFields ReadTbs(ReadOnlyMemory<byte> encoded, ReadOnlyMemory<byte> algorithm, byte[] signature)
    {
        AsnReader tbs = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        ReadOnlyMemory<byte> content = Content(encoded);
        AsnReader versionOf = tbs.ReadSequence(VersionTag);
        if (!versionOf.TryReadInt32(out int version) || version != Version3 || versionOf.HasData)
        {
            throw new InvalidDataException("not a certificate of version 3");
        }

        ReadOnlyMemory<byte> serial = tbs.ReadIntegerBytes();
        if (serial.Length > MaxSerialBytes || serial.Span[0] >= 0x80)
        {
            throw new InvalidDataException("the serial number is negative or too long");
        }

        if (!tbs.PeekEncodedValue().Span.SequenceEqual(algorithm.Span))
        {
            throw new InvalidDataException("the signature algorithms inside and outside of the signed part differ");
        }

        _ = tbs.ReadSequence();
        ReadOnlyMemory<byte> issuer = ReadName(tbs);
        ValidityWindow validity = ReadValidity(tbs.ReadSequence());
        ReadOnlyMemory<byte> subject = ReadName(tbs);
        ReadOnlyMemory<byte> key = tbs.PeekEncodedValue();
        _ = tbs.ReadSequence();

        // issuerUniqueID and subjectUniqueID ([1], [2]) "MUST NOT" be made by a conforming authority: not read, so refused.
        ReadOnlyMemory<byte> extensions = tbs.HasData ? tbs.PeekEncodedValue() : ReadOnlyMemory<byte>.Empty;
        IReadOnlyList<CertificateExtension> list = tbs.HasData ? ReadExtensions(tbs.ReadSequence(ExtensionsTag)) : [];
        tbs.ThrowIfNotEmpty();
        return new CertificateFields(
            encoded, content[..^extensions.Length], algorithm, signature, serial, issuer, subject, validity, key, list);
    }

    private static ReadOnlyMemory<byte> Content(ReadOnlyMemory<byte> encoded)
    {
        _ = AsnDecoder.ReadEncodedValue(encoded.Span, AsnEncodingRules.DER, out int offset, out int length, out _);
        return encoded.Slice(offset, length);
    }

    private static ReadOnlyMemory<byte> ReadName(AsnReader reader)
    {
        ReadOnlyMemory<byte> name = reader.PeekEncodedValue();
        _ = reader.ReadSequence();
        return name;
    }

    private static ValidityWindow ReadValidity(AsnReader validity)
    {
        var window = new ValidityWindow(ReadTime(validity), ReadTime(validity));
        validity.ThrowIfNotEmpty();
        return window.Start <= window.End ? window : throw new InvalidDataException("the certificate's validity ends before it starts");
    }

    private static DateTimeOffset ReadTime(AsnReader reader)
    {
        if (reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime))
        {
            return reader.ReadUtcTime(LastYearOfTwoDigits);
        }

        DateTimeOffset time = reader.ReadGeneralizedTime();
        return time.Ticks % TimeSpan.TicksPerSecond == 0 ? time : throw new InvalidDataException("the certificate's validity has fractions of a second");
    }

    private static List<CertificateExtension> ReadExtensions(AsnReader wrapper)
    {
        AsnReader sequence = wrapper.ReadSequence();
        wrapper.ThrowIfNotEmpty();
        var extensions = new List<CertificateExtension>();
        while (sequence.HasData)
        {
            CertificateExtension extension = ReadExtension(sequence);
            if (extensions.Exists(other => other.Oid == extension.Oid))
            {
                throw new InvalidDataException($"the extension {extension.Oid} is there twice");
            }

            extensions.Add(extension);
            if (extensions.Count > Limits.MaxCertificateExtensions)
            {
                throw new InvalidDataException($"there are more than {Limits.MaxCertificateExtensions} extensions");
            }
        }

        return extensions.Count > 0 ? extensions : throw new InvalidDataException("the list of extensions is empty");
    }

    private static CertificateExtension ReadExtension(AsnReader sequence)
    {
        ReadOnlyMemory<byte> encoded = sequence.PeekEncodedValue();
        AsnReader extension = sequence.ReadSequence();
        string oid = extension.ReadObjectIdentifier();

        // DER leaves FALSE out; some authorities write it all the same, and nothing hangs on it.
        bool critical = extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean();
        byte[] value = extension.ReadOctetString();
        extension.ThrowIfNotEmpty();
        return new CertificateExtension(oid, critical, value, encoded);
    }
}
