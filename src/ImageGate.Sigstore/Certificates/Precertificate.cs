using System.Formats.Asn1;

namespace ImageGate.Sigstore.Certificates;

/// <summary>What a certificate log signed: the certificate before the timestamps were put into it.</summary>
internal static class Precertificate
{
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    /// <summary>
    /// The TBSCertificate without the list of timestamps. All other bytes stay as they are; only the lengths around them
    /// change, and when nothing is left of the extensions their wrapper goes too.
    /// </summary>
    /// <remarks>Source: RFC 6962, 3.2.</remarks>
    public static byte[] TbsCertificate(CertificateFields fields)
    {
        CertificateExtension[] kept = [.. fields.Extensions.Where(extension => extension.Oid != CertificateExtension.SignedCertificateTimestamps)];
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            for (ReadOnlyMemory<byte> rest = fields.BeforeExtensions; !rest.IsEmpty;)
            {
                _ = AsnDecoder.ReadEncodedValue(rest.Span, AsnEncodingRules.DER, out _, out _, out int length);
                writer.WriteEncodedValue(rest.Span[..length]);
                rest = rest[length..];
            }

            if (kept.Length > 0)
            {
                WriteExtensions(writer, kept);
            }
        }

        return writer.Encode();
    }

    private static void WriteExtensions(AsnWriter writer, CertificateExtension[] extensions)
    {
        using (writer.PushSequence(ExtensionsTag))
        {
            using (writer.PushSequence())
            {
                foreach (CertificateExtension extension in extensions)
                {
                    writer.WriteEncodedValue(extension.Encoded.Span);
                }
            }
        }
    }
}
