using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Writes an X.500 name as text, such that two names with one text are one name.</summary>
/// <remarks>
/// Source: RFC 4514, 2. What it leaves open is decided strictly: the string types are those that RFC 5280 wants (UTF8String,
/// PrintableString, and IA5String for mail addresses and domain components); the others have several readings.
/// </remarks>
internal static class DistinguishedName
{
    /// <summary>The text, the most specific part first; empty for a name without parts.</summary>
    /// <param name="name">The Name, DER.</param>
    /// <exception cref="AsnContentException">Not a Name.</exception>
    /// <exception cref="InvalidDataException">A value of another string type, empty, or with characters that cannot be seen.</exception>
    public static string Read(ReadOnlyMemory<byte> name)
    {
        var outer = new AsnReader(name, AsnEncodingRules.DER);
        AsnReader sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var parts = new List<string>();
        while (sequence.HasData)
        {
            parts.Add(ReadPart(sequence.ReadSetOf()));
        }

        parts.Reverse();
        return string.Join(',', parts);
    }

    private static string ReadPart(AsnReader set)
    {
        var attributes = new List<string>();
        while (set.HasData)
        {
            AsnReader attribute = set.ReadSequence();
            string oid = attribute.ReadObjectIdentifier();
            attributes.Add(NameOf(oid) is { } known ? $"{known}={Escape(ReadText(attribute))}" : $"{oid}=#{Convert.ToHexStringLower(attribute.ReadEncodedValue().Span)}");
            attribute.ThrowIfNotEmpty();
        }

        return attributes.Count > 0 ? string.Join('+', attributes) : throw new InvalidDataException("the certificate's subject has an empty part");
    }

    private static string ReadText(AsnReader attribute)
    {
        Asn1Tag tag = attribute.PeekTag();
        UniversalTagNumber type = (UniversalTagNumber)tag.TagValue;
        if (tag.TagClass != TagClass.Universal || type is not (UniversalTagNumber.UTF8String or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String))
        {
            throw new InvalidDataException("the certificate's subject has a value that is neither UTF8String, PrintableString nor IA5String");
        }

        string text = attribute.ReadCharacterString(type);
        return text.Length > 0 && !text.EnumerateRunes().Any(IsHidden)
            ? text
            : throw new InvalidDataException("the certificate's subject has a value that is empty or has characters that cannot be seen");
    }

    // NUL, line breaks, marks that turn the direction of writing: whoever reads the name would read another one.
    private static bool IsHidden(Rune letter) => Rune.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse;

    // RFC 4514, 2.4.
    private static string Escape(string value)
    {
        var escaped = new StringBuilder(value.Length);
        for (int index = 0; index < value.Length; index++)
        {
            char letter = value[index];
            bool isAtEdge = (letter == ' ' && (index == 0 || index == value.Length - 1)) || (letter == '#' && index == 0);
            if (isAtEdge || letter is '"' or '+' or ',' or ';' or '<' or '>' or '\\')
            {
                escaped.Append('\\');
            }

            escaped.Append(letter);
        }

        return escaped.ToString();
    }

    // RFC 4514, 3, and the registered names of what companies write besides (RFC 4519, RFC 2985), as OpenSSL prints them.
    private static string? NameOf(string oid) => oid switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.5" => "serialNumber",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.1" => "UID",
        "0.9.2342.19200300.100.1.25" => "DC",
        "1.2.840.113549.1.9.1" => "emailAddress",
        _ => null,
    };
}
