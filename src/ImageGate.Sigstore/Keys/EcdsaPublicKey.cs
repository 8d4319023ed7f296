using System.Formats.Asn1;
using System.Security.Cryptography;

namespace ImageGate.Sigstore.Keys;

/// <summary>ECDSA with DER signatures. Source: RFC 5480 (keys), RFC 3279 2.2.3 (signatures).</summary>
internal sealed class EcdsaPublicKey : PublicKey
{
    private readonly ECDsa _key;
    private readonly HashAlgorithmName _usual;
    private readonly HashAlgorithmName[] _hashes;

    private EcdsaPublicKey(ECDsa key, string algorithm, HashAlgorithmName usual, HashAlgorithmName[] hashes)
        : base(algorithm, key.ExportSubjectPublicKeyInfo())
    {
        _key = key;
        _usual = usual;
        _hashes = hashes;
    }

    internal override HashAlgorithmName? UsualHash => _usual;

    public static (PublicKey? Key, string? Error) Import(byte[] der, AsnReader parameters, KeyHash hash)
    {
        // Only named curves: explicit parameters allow a curve on which anyone can sign (CVE-2020-0601).
        if (!parameters.PeekTag().HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            return (null, "explicit elliptic curve parameters are not supported: use a named curve");
        }

        string curve = parameters.ReadObjectIdentifier();
        (string? name, HashAlgorithmName usual) = curve switch
        {
            "1.2.840.10045.3.1.7" => ("P-256", HashAlgorithmName.SHA256),
            "1.3.132.0.34" => ("P-384", HashAlgorithmName.SHA384),
            "1.3.132.0.35" => ("P-521", HashAlgorithmName.SHA512),
            _ => ((string?)null, default(HashAlgorithmName)),
        };
        if (name is null)
        {
            return (null, $"elliptic curve {curve} is not supported: use P-256, P-384 or P-521");
        }

        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(der, out _);
        return (new EcdsaPublicKey(key, "ECDSA " + name, usual, HashChoice.For(hash, usual)), null);
    }

    internal override bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!IsStrictDer(signature))
        {
            return false;
        }

        foreach (HashAlgorithmName hash in _hashes)
        {
            // The format must be named: the default is IEEE P1363, with which every signature of cosign fails.
            if (_key.VerifyData(message, signature, hash, DSASignatureFormat.Rfc3279DerSequence))
            {
                return true;
            }
        }

        return false;
    }

    private protected override bool VerifyDigest(ReadOnlySpan<byte> digest, HashAlgorithmName hash, ReadOnlySpan<byte> signature) =>
        IsStrictDer(signature) && _key.VerifyHash(digest, signature, DSASignatureFormat.Rfc3279DerSequence);

    // OpenSSL takes an INTEGER whose leading zero is missing (Wycheproof, "Legacy: ASN encoding misses leading 0").
    private static bool IsStrictDer(ReadOnlySpan<byte> signature)
    {
        try
        {
            AsnDecoder.ReadSequence(signature, AsnEncodingRules.DER, out int offset, out int length, out int all);
            ReadOnlySpan<byte> pair = signature.Slice(offset, length);
            ReadOnlySpan<byte> r = AsnDecoder.ReadIntegerBytes(pair, AsnEncodingRules.DER, out int used);
            ReadOnlySpan<byte> s = AsnDecoder.ReadIntegerBytes(pair[used..], AsnEncodingRules.DER, out int rest);
            return all == signature.Length && used + rest == pair.Length && r[0] < 0x80 && s[0] < 0x80;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }
}
