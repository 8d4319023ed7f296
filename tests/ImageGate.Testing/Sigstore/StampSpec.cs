using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImageGate.Testing.Sigstore;

/// <summary>What a time stamp shall say. A test takes a good one and breaks one thing.</summary>
public sealed record StampSpec
{
    private readonly byte[] _message;

    public StampSpec(ReadOnlySpan<byte> message, DateTimeOffset time)
    {
        _message = message.ToArray();
        Time = time;
    }

    public DateTimeOffset Time { get; init; }

    public int Version { get; init; } = 1;

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>The hash of the signature over the token; by default SHA-256.</summary>
    public string DigestAlgorithm { get; init; } = "2.16.840.1.101.3.4.2.1";

    /// <summary>Null for TSTInfo.</summary>
    public string? ContentType { get; init; }

    public bool EmbedsSigner { get; init; } = true;

    /// <summary>Further certificates in the token.</summary>
    public IReadOnlyList<byte[]> Embedded { get; init; } = [];

    /// <summary>The certificate that the attribute signingCertificate names: null for the signer's, empty leaves it out.</summary>
    public byte[]? NamedCertificate { get; init; }

    /// <summary>Whether TSTInfo has a critical extension that nobody knows.</summary>
    public bool HasCriticalExtension { get; init; }

    /// <summary>Signs the token as well.</summary>
    public VirtualCertificate? SecondSigner { get; init; }

    /// <summary>The TSTInfo, DER.</summary>
    public byte[] Info()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(Version);
            writer.WriteObjectIdentifier("1.3.6.1.4.1.57264.2");
            using (writer.PushSequence())
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(CryptoConfig.MapNameToOID(Hash.Name!)!);
                }

                writer.WriteOctetString(CryptographicOperations.HashData(Hash, _message));
            }

            writer.WriteInteger(1);
            writer.WriteGeneralizedTime(Time, omitFractionalSeconds: true);
            if (HasCriticalExtension)
            {
                WriteCriticalExtension(writer);
            }
        }

        return writer.Encode();
    }

    private static void WriteCriticalExtension(AsnWriter writer)
    {
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.3.4");
                writer.WriteBoolean(true);
                writer.WriteOctetString([5, 0]);
            }
        }
    }
}
