using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Who a certificate of a PKI outside of Sigstore is of: its distinguished name and its alternative names.</summary>
/// <remarks>Source: RFC 5280, 4.1.2.6 (subject) and 4.2.1.6 (subjectAltName); RFC 4514 (text of a name).</remarks>
public sealed class CertificateSubject
{
    private static readonly Asn1Tag EmailTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag DnsTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    private readonly List<string> _emails = [];
    private readonly List<string> _dnsNames = [];
    private readonly List<string> _uris = [];

    private CertificateSubject(string distinguishedName) => DistinguishedName = distinguishedName;

    /// <summary>The distinguished name as RFC 4514 text, such as <c>CN=release,O=Acme,C=DE</c>; empty when the certificate has none.</summary>
    public string DistinguishedName { get; }

    /// <summary>
    /// Who it is, such that two certificates with the same text are of one subject: the distinguished name, or, where that is
    /// empty, all alternative names. A renewed certificate keeps its distinguished name, whatever else changes.
    /// </summary>
    internal IReadOnlyList<string> Identity => DistinguishedName.Length > 0 ? [DistinguishedName] : [.. Alternatives.Order(StringComparer.Ordinal)];

    private IEnumerable<string> Alternatives =>
        _emails.Select(name => "email:" + name).Concat(_dnsNames.Select(name => "dns:" + name)).Concat(_uris.Select(name => "uri:" + name));

    /// <summary>Reads the names of a certificate. They are worth as much as the certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="subject">Who it is of, or null.</param>
    /// <param name="error">Why there is none, for people: no name at all, one that is not as RFC 5280 has it or not in a readable string type, characters that cannot be seen.</param>
    public static bool TryRead(
        SigstoreCertificate certificate, [NotNullWhen(true)] out CertificateSubject? subject, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        (subject, error) = (null, null);
        try
        {
            var read = new CertificateSubject(Certificates.DistinguishedName.Read(certificate.Fields.Subject));
            read.ReadAlternatives(certificate.Fields.Find(CertificateExtension.SubjectAlternativeName));
            subject = read.Identity.Count > 0 ? read : throw new InvalidDataException("the certificate names no subject");
        }
        catch (InvalidDataException malformed)
        {
            error = malformed.Message;
        }
        catch (AsnContentException)
        {
            error = "the certificate's subject or its alternative names are not as RFC 5280 has them";
        }

        return subject is not null;
    }

    /// <summary>The names of one kind; an authority may have certified several, and each of them is the subject's.</summary>
    public IReadOnlyList<string> NamesOf(SubjectKind kind) => kind switch
    {
        SubjectKind.DistinguishedName => DistinguishedName.Length > 0 ? [DistinguishedName] : [],
        SubjectKind.Email => _emails,
        SubjectKind.Uri => _uris,
        SubjectKind.Dns => _dnsNames,
        _ => throw new UnreachableException(),
    };

    private void ReadAlternatives(CertificateExtension? extension)
    {
        if (extension is null)
        {
            return;
        }

        var outer = new AsnReader(extension.Value, AsnEncodingRules.DER);
        AsnReader names = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (names.HasData)
        {
            Asn1Tag tag = names.PeekTag();
            if (!TryAdd(names, tag, EmailTag, _emails) && !TryAdd(names, tag, DnsTag, _dnsNames) && !TryAdd(names, tag, UriTag, _uris))
            {
                // Other kinds (directory names, addresses, user principal names) are nobody that a policy can name.
                names.ReadEncodedValue();
            }
        }
    }

    private static bool TryAdd(AsnReader names, Asn1Tag found, Asn1Tag wanted, List<string> list)
    {
        if (!found.HasSameClassAndValue(wanted))
        {
            return false;
        }

        string name = names.ReadCharacterString(UniversalTagNumber.IA5String, wanted);
        list.Add(name.Length > 0 && name.All(letter => letter is > ' ' and <= '~')
            ? name
            : throw new InvalidDataException("an alternative name of the certificate is empty or has blanks or characters that cannot be seen"));
        return true;
    }
}
