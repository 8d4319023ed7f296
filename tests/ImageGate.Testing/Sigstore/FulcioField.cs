using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ImageGate.Testing.Sigstore;

/// <summary>The extensions that Fulcio writes. Source: fulcio, docs/oid-info.md.</summary>
public static class FulcioField
{
    private const string Prefix = "1.3.6.1.4.1.57264.1.";
    private const string AlternativeName = "2.5.29.17";

    /// <summary>Extension 8 and above: a UTF8String.</summary>
    public static X509Extension Text(int arc, string value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteCharacterString(UniversalTagNumber.UTF8String, value);
        return new X509Extension(Prefix + arc, writer.Encode(), critical: false);
    }

    /// <summary>Extensions 1 to 6: the bytes of the text.</summary>
    public static X509Extension Raw(int arc, string value) => new(Prefix + arc, Encoding.UTF8.GetBytes(value), critical: false);

    public static X509Extension Email(string address) => SubjectAlternativeName(writer => WriteEmail(writer, address));

    public static X509Extension Uri(string uri) => SubjectAlternativeName(writer => WriteUri(writer, uri));

    public static X509Extension OtherName(string name, string oid = Prefix + "7") => SubjectAlternativeName(writer => WriteOtherName(writer, name, oid));

    /// <summary>A subjectAltName with whatever names a test wants.</summary>
    public static X509Extension SubjectAlternativeName(Action<AsnWriter> names, bool critical = true)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            names(writer);
        }

        return new X509Extension(AlternativeName, writer.Encode(), critical);
    }

    public static void WriteEmail(AsnWriter writer, string address) =>
        writer.WriteCharacterString(UniversalTagNumber.IA5String, address, new Asn1Tag(TagClass.ContextSpecific, 1));

    public static void WriteUri(AsnWriter writer, string uri) =>
        writer.WriteCharacterString(UniversalTagNumber.IA5String, uri, new Asn1Tag(TagClass.ContextSpecific, 6));

    private static void WriteOtherName(AsnWriter writer, string name, string oid)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        using (writer.PushSequence(tag))
        {
            writer.WriteObjectIdentifier(oid);
            using (writer.PushSequence(tag))
            {
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, name);
            }
        }
    }
}
