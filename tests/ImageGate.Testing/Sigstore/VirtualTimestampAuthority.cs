using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace ImageGate.Testing.Sigstore;

/// <summary>A time-stamping authority (RFC 3161): a root and a signer; it stamps any bytes with any time.</summary>
public sealed class VirtualTimestampAuthority
{
    private const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    private const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";

    public VirtualTimestampAuthority(DateTimeOffset from, DateTimeOffset to, string name = "virtual-tsa")
    {
        Root = VirtualCertificate.SelfSigned(CertificateSpec.Authority($"CN={name}-root", from, to));
        SignerSpec = new CertificateSpec
        {
            Subject = $"CN={name}",
            NotBefore = from,
            NotAfter = to,
            Purposes = [CertificateSpec.TimeStamping],
            PurposesAreCritical = true,
        };
        Signer = Root.Issue(SignerSpec);
    }

    public VirtualCertificate Root { get; }

    public VirtualCertificate Signer { get; }

    /// <summary>What the signer's certificate says, for a test to break.</summary>
    public CertificateSpec SignerSpec { get; }

    /// <summary>A TimeStampResp over <paramref name="message"/>.</summary>
    public byte[] Stamp(ReadOnlySpan<byte> message, DateTimeOffset time) => Respond(Token(new StampSpec(message, time), Signer));

    /// <summary>The response around a token, and something after the token where a test wants it.</summary>
    public static byte[] Respond(byte[] token, int status = 0, byte[]? after = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(status);
            }

            writer.WriteEncodedValue(token);
            if (after is not null)
            {
                writer.WriteEncodedValue(after);
            }
        }

        return writer.Encode();
    }

    /// <summary>A token as a test wants it, by whatever signer.</summary>
    public static byte[] Token(StampSpec spec, VirtualCertificate signer)
    {
        var cms = new SignedCms(new ContentInfo(new Oid(spec.ContentType ?? TstInfo), spec.Info()));
        Sign(cms, spec, signer);
        if (spec.SecondSigner is not null)
        {
            Sign(cms, spec, spec.SecondSigner);
        }

        return cms.Encode();
    }

    private static void Sign(SignedCms cms, StampSpec spec, VirtualCertificate signer)
    {
        using X509Certificate2 certificate = signer.WithPrivateKey();
        var cmsSigner = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, certificate)
        {
            DigestAlgorithm = new Oid(spec.DigestAlgorithm),
            IncludeOption = spec.EmbedsSigner ? X509IncludeOption.EndCertOnly : X509IncludeOption.None,
        };
        if (spec.NamedCertificate is not { Length: 0 })
        {
            cmsSigner.SignedAttributes.Add(new AsnEncodedData(SigningCertificateV2, SigningCertificate(spec.NamedCertificate ?? signer.Der)));
        }

        foreach (byte[] embedded in spec.Embedded)
        {
            cmsSigner.Certificates.Add(X509CertificateLoader.LoadCertificate(embedded));
        }

        cms.ComputeSignature(cmsSigner);
    }

    // SigningCertificateV2 ::= SEQUENCE { certs SEQUENCE OF ESSCertIDv2 { hashAlgorithm DEFAULT sha256, certHash } }: RFC 5035, 3.
    private static byte[] SigningCertificate(byte[] certificate)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteOctetString(SHA256.HashData(certificate));
                }
            }
        }

        return writer.Encode();
    }
}
