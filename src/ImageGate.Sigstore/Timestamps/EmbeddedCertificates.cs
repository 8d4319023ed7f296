using System.Formats.Asn1;
using ImageGate.Sigstore.Certificates;

namespace ImageGate.Sigstore.Timestamps;

/// <summary>The certificates that a token brings: candidates for the signer and for the way to the trusted root, trusted by nobody.</summary>
internal static class EmbeddedCertificates
{
    /// <summary>The first that <paramref name="signer"/> means, or null. The others' keys are not imported: that costs more than a verification.</summary>
    public static ReadOnlyMemory<byte>? Find(TimestampToken token, SignerReference signer)
    {
        foreach (ReadOnlyMemory<byte> certificate in token.Certificates)
        {
            if (ReadFields(certificate) is { } fields && signer.Means(fields))
            {
                return certificate;
            }
        }

        return null;
    }

    /// <summary>Those of authorities that can be read.</summary>
    public static IReadOnlyList<SigstoreCertificate> Authorities(TimestampToken token)
    {
        var authorities = new List<SigstoreCertificate>();
        foreach (ReadOnlyMemory<byte> embedded in token.Certificates)
        {
            if (SigstoreCertificate.TryParse(embedded, out SigstoreCertificate? certificate, out _) && certificate.IsCertificateAuthority)
            {
                authorities.Add(certificate);
            }
        }

        return authorities;
    }

    // One that is malformed is nobody's; another one may still be the signer's.
    private static CertificateFields? ReadFields(ReadOnlyMemory<byte> certificate)
    {
        try
        {
            return CertificateReader.ReadFields(certificate);
        }
        catch (Exception malformed) when (malformed is AsnContentException or InvalidDataException)
        {
            return null;
        }
    }
}
