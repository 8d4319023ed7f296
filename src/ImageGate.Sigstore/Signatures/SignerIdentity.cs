using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using ImageGate.Sigstore.Certificates;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Signatures;

/// <summary>Who signed, as one text: two texts are equal only when the signers are.</summary>
internal static class SignerIdentity
{
    public static string Of(PublicKey key) => "key:" + key.Fingerprint;

    /// <summary>Issuer and subject with one blank between them; blanks and what is not printable ASCII inside of them is escaped.</summary>
    public static string Of(CertificateIdentity identity) => $"keyless:{Escape(identity.Issuer)} {Escape(identity.Subject)}";

    /// <summary>
    /// The subject alone. Whoever certified it is left out: one certificate under two roots, or of two branches of a company, is
    /// still one signer.
    /// </summary>
    public static string Of(CertificateSubject subject) => "certificate:" + string.Join(' ', subject.Identity.Select(Escape));

    /// <summary>Compares the names of a certificate whose authority is trusted with the wanted one.</summary>
    public static bool TryMatch(
        SigstoreCertificate certificate,
        SubjectPolicy wanted,
        [NotNullWhen(true)] out string? text,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        (text, failed) = (null, null);
        if (!CertificateSubject.TryRead(certificate, out CertificateSubject? subject, out string? error))
        {
            failed = new(VerificationFailure.IdentityMalformed, Shown.Of(error));
        }
        else if (!wanted.Matches(subject))
        {
            IReadOnlyList<string> names = subject.NamesOf(wanted.Kind);
            failed = new(VerificationFailure.SubjectMismatch, $"the signer is `{(names.Count > 0 ? Shown.Of(string.Join("`, `", names)) : "(no such name)")}`, not `{wanted.Name}`");
        }
        else
        {
            text = Of(subject);
        }

        return text is not null;
    }

    /// <summary>Compares the identity of a trusted certificate with the wanted one.</summary>
    public static bool TryMatch(
        SigstoreCertificate certificate,
        IdentityPolicy wanted,
        [NotNullWhen(true)] out string? text,
        [NotNullWhen(false)] out VerificationResult.Failed? failed)
    {
        text = null;
        if (!CertificateIdentity.TryRead(certificate, out CertificateIdentity? identity, out string? error))
        {
            failed = new(VerificationFailure.IdentityMalformed, Shown.Of(error));
            return false;
        }

        failed = wanted.Match(identity) switch
        {
            IdentityMatch.Matched => null,
            IdentityMatch.IssuerMismatch { Found: var found } =>
                new(VerificationFailure.IssuerMismatch, $"the signer's identity was issued by `{Shown.Of(found)}`, not by `{wanted.Issuer}`"),
            IdentityMatch.SubjectMismatch { Found: var found } =>
                new(VerificationFailure.SubjectMismatch, $"the signer is `{Shown.Of(found)}`, not `{wanted.Subject}`"),
            IdentityMatch.ExtensionMismatch { Name: var name, Found: var found } =>
                new(VerificationFailure.IdentityExtensionMismatch, $"the certificate's {name} is `{Shown.Of(found ?? "(missing)")}`, not `{wanted.Extensions[name]}`"),
            _ => throw new UnreachableException(),
        };
        text = failed is null ? Of(identity) : null;
        return failed is null;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (byte octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is > (byte)' ' and <= (byte)'~' and not (byte)'%')
            {
                escaped.Append((char)octet);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }

        return escaped.ToString();
    }
}
