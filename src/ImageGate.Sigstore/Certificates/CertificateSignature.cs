using System.Formats.Asn1;
using System.Security.Cryptography;
using ImageGate.Sigstore.Keys;

namespace ImageGate.Sigstore.Certificates;

/// <summary>Verifies the signature of a certificate. SHA-1 and MD5 are no algorithms here.</summary>
/// <remarks>Source: RFC 5758 (ECDSA), RFC 8017 A.2.4 (RSA PKCS#1 v1.5), RFC 8410 (Ed25519).</remarks>
internal static class CertificateSignature
{
    public static bool Verify(PublicKey key, ReadOnlyMemory<byte> algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        Read(algorithm) is { } scheme && key.Algorithm.StartsWith(scheme.KeyType, StringComparison.Ordinal)
        && (scheme.Hash is { } hash ? key.Verify(message, signature, hash) : key.Verify(message, signature));

    private static Scheme? Read(ReadOnlyMemory<byte> algorithm)
    {
        try
        {
            AsnReader reader = new AsnReader(algorithm, AsnEncodingRules.DER).ReadSequence();
            Scheme? scheme = Find(reader.ReadObjectIdentifier());

            // RSA has NULL for parameters, and some leave it out; the others have none.
            if (reader.HasData && scheme is { HasNull: true })
            {
                reader.ReadNull();
            }

            return reader.HasData ? null : scheme;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    // The hash is the one that the certificate names, whatever is usual for the key: a P-384 authority may sign with SHA-256.
    private static Scheme? Find(string oid) => oid switch
    {
        "1.2.840.10045.4.3.2" => new("ECDSA", HashAlgorithmName.SHA256, HasNull: false),
        "1.2.840.10045.4.3.3" => new("ECDSA", HashAlgorithmName.SHA384, HasNull: false),
        "1.2.840.10045.4.3.4" => new("ECDSA", HashAlgorithmName.SHA512, HasNull: false),
        "1.2.840.113549.1.1.11" => new("RSA", HashAlgorithmName.SHA256, HasNull: true),
        "1.2.840.113549.1.1.12" => new("RSA", HashAlgorithmName.SHA384, HasNull: true),
        "1.2.840.113549.1.1.13" => new("RSA", HashAlgorithmName.SHA512, HasNull: true),
        "1.3.101.112" => new("Ed25519", null, HasNull: false),
        _ => null,
    };

    private sealed record Scheme(string KeyType, HashAlgorithmName? Hash, bool HasNull);
}
