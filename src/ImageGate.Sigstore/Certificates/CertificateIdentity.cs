using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Text;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Who a certificate says it is of: the issuer of the identity token, the subject and what else Fulcio wrote down.</summary>
/// <remarks>Source: fulcio, docs/oid-info.md; RFC 5280, 4.2.1.6 (subjectAltName).</remarks>
public sealed class CertificateIdentity
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly Asn1Tag OtherNameTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag EmailTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    private CertificateIdentity(string issuer, string subject, FrozenDictionary<string, string> extensions)
    {
        Issuer = issuer;
        Subject = subject;
        Extensions = extensions;
    }

    /// <summary>The OIDC issuer that vouched for the subject.</summary>
    public string Issuer { get; }

    /// <summary>The one subject alternative name: an e-mail address, a URI or a user name.</summary>
    public string Subject { get; }

    /// <summary>Fulcio's extensions by the names of <see cref="FulcioExtensions.Names"/>.</summary>
    public FrozenDictionary<string, string> Extensions { get; }

    /// <summary>Reads the identity of a certificate. It is worth as much as the certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="identity">Who it is of, or null.</param>
    /// <param name="error">Why there is none, for people: no or several subjects, a subject of another kind, no issuer, two that differ, an extension that is not as documented.</param>
    public static bool TryRead(
        SigstoreCertificate certificate, [NotNullWhen(true)] out CertificateIdentity? identity, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        (identity, error) = (null, null);
        try
        {
            string subject = ReadSubject(certificate.Fields);
            FrozenDictionary<string, string> extensions = ReadExtensions(certificate.Fields);
            identity = extensions.TryGetValue("issuer", out string? issuer)
                ? new CertificateIdentity(issuer, subject, extensions)
                : throw new InvalidDataException("the certificate names no issuer of identities");
        }
        catch (InvalidDataException malformed)
        {
            error = malformed.Message;
        }
        catch (Exception malformed) when (malformed is AsnContentException or DecoderFallbackException)
        {
            error = "the certificate's subject or an extension of Fulcio's is not as documented";
        }

        return identity is not null;
    }

    private static string ReadSubject(CertificateFields fields)
    {
        CertificateExtension extension = fields.Find(CertificateExtension.SubjectAlternativeName)
            ?? throw new InvalidDataException("the certificate has no subject alternative name");
        if (fields.HasEmptySubject && !extension.Critical)
        {
            throw new InvalidDataException("the certificate's subject is empty, but its alternative name is not critical");
        }

        var outer = new AsnReader(extension.Value, AsnEncodingRules.DER);
        AsnReader names = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        string subject = ReadName(names);
        if (names.HasData)
        {
            throw new InvalidDataException("the certificate has more than one subject alternative name");
        }

        return subject.Length > 0 ? subject : throw new InvalidDataException("the certificate's subject alternative name is empty");
    }

    private static string ReadName(AsnReader names)
    {
        Asn1Tag tag = names.PeekTag();
        return tag.HasSameClassAndValue(EmailTag) ? names.ReadCharacterString(UniversalTagNumber.IA5String, EmailTag)
            : tag.HasSameClassAndValue(UriTag) ? names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag)
            : tag.HasSameClassAndValue(OtherNameTag) ? ReadOtherName(names.ReadSequence(OtherNameTag))
            : throw new InvalidDataException("the certificate's subject alternative name is of another kind than e-mail, URI and Fulcio's user name");
    }

    private static string ReadOtherName(AsnReader otherName)
    {
        if (otherName.ReadObjectIdentifier() != FulcioExtensions.OtherName)
        {
            throw new InvalidDataException("the certificate's subject alternative name is an otherName that is not Fulcio's");
        }

        AsnReader value = otherName.ReadSequence(OtherNameTag);
        otherName.ThrowIfNotEmpty();
        string name = value.ReadCharacterString(UniversalTagNumber.UTF8String);
        value.ThrowIfNotEmpty();
        return name;
    }

    private static FrozenDictionary<string, string> ReadExtensions(CertificateFields fields)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (CertificateExtension extension in fields.Extensions)
        {
            if (FulcioExtensions.Find(extension.Oid) is { } known)
            {
                string text = known.IsRaw ? StrictUtf8.GetString(extension.Value.Span) : ReadUtf8(extension.Value);

                // The issuer stands in two extensions, an old and a new one. Clients differ in which they read.
                if (!found.TryAdd(known.Name, text) && found[known.Name] != text)
                {
                    throw new InvalidDataException($"the certificate has two values for {known.Name}");
                }
            }
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static string ReadUtf8(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        string text = reader.ReadCharacterString(UniversalTagNumber.UTF8String);
        reader.ThrowIfNotEmpty();
        return text;
    }
}
