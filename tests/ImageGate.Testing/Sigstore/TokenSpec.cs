using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImageGate.Testing.Sigstore;

/// <summary>A time-stamp token written field by field, so that a test can break what the platform's CMS would not write.</summary>
/// <remarks>Source: RFC 5652, 5; RFC 3161, 2.4.2; RFC 5035, 4.</remarks>
public sealed record TokenSpec
{
    public const string ContentType = "1.2.840.113549.1.9.3";
    public const string MessageDigest = "1.2.840.113549.1.9.4";
    public const string SigningCertificate = "1.2.840.113549.1.9.16.2.12";
    public const string SigningCertificateV2 = "1.2.840.113549.1.9.16.2.47";
    public const string TstInfo = "1.2.840.113549.1.9.16.1.4";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";

    private const string SignedData = "1.2.840.113549.1.7.2";

    private static readonly Asn1Tag Context0 = new(TagClass.ContextSpecific, 0);

    public TokenSpec(VirtualCertificate signer, byte[] info)
    {
        Signer = signer;
        Info = info;
        Attributes =
        [
            Attribute(ContentType, Write(writer => writer.WriteObjectIdentifier(TstInfo))),
            Attribute(MessageDigest, Write(writer => writer.WriteOctetString(SHA256.HashData(info)))),
            Attribute(SigningCertificateV2, Reference(SHA256.HashData(signer.Der))),
        ];
    }

    public VirtualCertificate Signer { get; init; }

    /// <summary>The TSTInfo.</summary>
    public byte[] Info { get; init; }

    /// <summary>The signed attributes, DER.</summary>
    public IReadOnlyList<byte[]> Attributes { get; init; }

    /// <summary>Whether the attributes stand in the token in the order of DER; they are signed as they stand.</summary>
    public bool SortsAttributes { get; init; } = true;

    public string DigestAlgorithm { get; init; } = Sha256;

    /// <summary>ecdsa-with-SHA256.</summary>
    public string SignatureAlgorithm { get; init; } = "1.2.840.10045.4.3.2";

    /// <summary>What the signature really hashes with.</summary>
    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>SignerIdentifier, DER; null for issuer and serial number of the signer.</summary>
    public byte[]? SignerIdentifier { get; init; }

    /// <summary>How many times the signer stands there.</summary>
    public int Signers { get; init; } = 1;

    /// <summary>The certificates in the token; null for the signer's.</summary>
    public IReadOnlyList<byte[]>? Certificates { get; init; }

    /// <summary>Replaces the attributes of a type; without a replacement they are taken out.</summary>
    public TokenSpec With(string type, params IEnumerable<byte[]> replacements)
    {
        byte[] oid = Write(writer => writer.WriteObjectIdentifier(type));
        return this with { Attributes = [.. Attributes.Where(attribute => attribute.AsSpan().IndexOf(oid) < 0), .. replacements] };
    }

    public static byte[] Attribute(string type, params IEnumerable<byte[]> values) => Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(type);
            using (writer.PushSetOf())
            {
                values.ToList().ForEach(value => writer.WriteEncodedValue(value));
            }
        }
    });

    /// <summary>SigningCertificate, or V2 with its default hash: one certificate.</summary>
    /// <param name="hash">The certificate's hash.</param>
    /// <param name="algorithm">The object identifier of V2's hash, or null for the default.</param>
    /// <param name="issuerAndSerial">Of this certificate, or null for none.</param>
    public static byte[] Reference(byte[] hash, string? algorithm = null, VirtualCertificate? issuerAndSerial = null) => Write(writer =>
    {
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            if (algorithm is not null)
            {
                WriteAlgorithm(writer, algorithm);
            }

            writer.WriteOctetString(hash);
            if (issuerAndSerial is { } named)
            {
                using (writer.PushSequence())
                {
                    using (writer.PushSequence())
                    using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
                    {
                        writer.WriteEncodedValue(named.IssuerName);
                    }

                    writer.WriteIntegerUnsigned(named.Certificate.SerialNumber.Span);
                }
            }
        }
    });

    public static byte[] Write(Action<AsnWriter> write, AsnEncodingRules rules = AsnEncodingRules.DER)
    {
        var writer = new AsnWriter(rules);
        write(writer);
        return writer.Encode();
    }

    /// <summary>The token, DER.</summary>
    public byte[] Build() => Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(Context0))
            using (writer.PushSequence())
            {
                writer.WriteInteger(3);
                using (writer.PushSetOf())
                {
                    WriteAlgorithm(writer, DigestAlgorithm);
                }

                WriteContent(writer);
                using (writer.PushSetOf(Context0))
                {
                    (Certificates ?? [Signer.Der]).ToList().ForEach(certificate => writer.WriteEncodedValue(certificate));
                }

                using (writer.PushSetOf())
                {
                    Enumerable.Range(0, Signers).ToList().ForEach(_ => WriteSigner(writer));
                }
            }
        }
    });

    private static void WriteAlgorithm(AsnWriter writer, string oid)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
        }
    }

    private void WriteContent(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(TstInfo);
            using (writer.PushSequence(Context0))
            {
                writer.WriteOctetString(Info);
            }
        }
    }

    private void WriteSigner(AsnWriter writer)
    {
        byte[] attributes = AttributeSet();
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            writer.WriteEncodedValue(SignerIdentifier ?? IssuerAndSerial(Signer.IssuerName, Signer.Certificate.SerialNumber.ToArray()));
            WriteAlgorithm(writer, DigestAlgorithm);
            if (Attributes.Count > 0)
            {
                writer.WriteEncodedValue([0xA0, .. attributes.AsSpan(1)]);
            }

            WriteAlgorithm(writer, SignatureAlgorithm);
            writer.WriteOctetString(((ECDsa)Signer.Key).SignData(Attributes.Count > 0 ? attributes : Info, Hash, DSASignatureFormat.Rfc3279DerSequence));
        }
    }

    public static byte[] IssuerAndSerial(byte[] issuer, byte[] serial) => Write(writer =>
    {
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(issuer);
            writer.WriteIntegerUnsigned(serial);
        }
    });

    // BER sorts nothing; with definite lengths it is DER in all else.
    private byte[] AttributeSet() => Write(
        writer =>
        {
            using (writer.PushSetOf())
            {
                Attributes.OrderByDescending(attribute => attribute.Length).ToList().ForEach(attribute => writer.WriteEncodedValue(attribute));
            }
        },
        SortsAttributes ? AsnEncodingRules.DER : AsnEncodingRules.BER);
}
